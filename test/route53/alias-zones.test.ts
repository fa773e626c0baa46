// The hosted zones of AWS's services: every kind of name, and what looks like one.
import { expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { aliasZoneOf } from '../../src/route53/alias-zones.ts'
import * as tables from '../../src/route53/service-zones.ts'

const zones: readonly (readonly [target: string, zoneId: string])[] = [
  ['d111111abcdef8.cloudfront.net.', 'Z2FDTNDATAQYW2'],
  ['D111111ABCDEF8.CloudFront.net.', 'Z2FDTNDATAQYW2'],
  ['a1234567890abcdef.awsglobalaccelerator.com.', 'Z2BJ6XQ5FK7U4H'],
  ['a1234567890abcdef.dualstack.awsglobalaccelerator.com.', 'Z2BJ6XQ5FK7U4H'],
  ['my-lb-1234567890.us-east-1.elb.amazonaws.com.', 'Z35SXDOTRQ7X7K'],
  ['internal-my-lb-1234567890.eu-central-1.elb.amazonaws.com.', 'Z215JYRZR1TBD5'],
  ['my-lb-1234567890.cn-north-1.elb.amazonaws.com.cn.', 'Z1GDH35T77C1KE'],
  ['my-nlb-0123456789abcdef.elb.us-east-1.amazonaws.com.', 'Z26RNL4JYFTOTI'],
  ['my-nlb-0123456789abcdef.elb.eu-west-1.amazonaws.com.', 'Z2IFOLAFXWLO4F'],
  ['s3-website-us-east-1.amazonaws.com.', 'Z3AQBSTGFYJSTF'],
  ['s3-website.eu-central-1.amazonaws.com.', 'Z21DNDUVLTQW6Q'],
  ['d-abc123defg.execute-api.us-west-2.amazonaws.com.', 'Z2OJLYMUO9EFXC'],
  ['my-env.us-west-2.elasticbeanstalk.com.', 'Z38NKT9BP95V3O'],
  ['my-env.abc123.us-west-2.elasticbeanstalk.com.', 'Z38NKT9BP95V3O'],
]
test.each(zones)('%s is in %s', (target, zoneId) => {
  expect(aliasZoneOf(parseName(target))?.zoneId).toBe(zoneId)
})

test.each([
  'www.example.com.',
  'cloudfront.net.',
  'd111111abcdef8.cloudfront.net.example.com.',
  'my-lb-1234567890.xx-moon-1.elb.amazonaws.com.',
  'abc123defg.execute-api.us-west-2.amazonaws.com.',
  'my-env.elasticbeanstalk.com.',
  'bucket.s3.eu-central-1.amazonaws.com.',
])('%s is in none that is known', target => {
  expect(aliasZoneOf(parseName(target))).toBeUndefined()
})

test('dualstack. says nothing', () => {
  const zone = aliasZoneOf(parseName('DualStack.my-lb-1234567890.us-east-1.elb.amazonaws.com.'))
  expect(zone).toMatchObject({
    zoneId: 'Z35SXDOTRQ7X7K',
    target: 'my-lb-1234567890.us-east-1.elb.amazonaws.com.',
    types: ['A', 'AAAA'],
    hasHealth: true,
  })
})

test('no id stands for two regions or services', () => {
  const ids = Object.values(tables).flatMap(table => Object.values(table))
  expect(ids.length).toBeGreaterThan(150)
  expect(ids.filter(id => !/^Z[0-9A-Z]{11,20}$/.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})
