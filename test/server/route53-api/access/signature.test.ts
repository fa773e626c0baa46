// Signatures against AWS's own test vectors: the request of each, with the signature that AWS states for it.
import { expect, test } from 'vitest'
import { type Headers, signatureOf } from '../../../../src/server/route53-api/access/signature.ts'
import { parseTarget } from '../../../../src/server/route53-api/request-target.ts'

const scope = { date: '20150830', region: 'us-east-1', service: 'service' }
const time = '20150830T123600Z'
const standard: Headers = [
  ['Host', 'example.amazonaws.com'],
  ['X-Amz-Date', time],
]

// [name, method, target, signature, more headers, body]
test.each<[string, string, string, string, Headers?, string?]>([
  ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-relative', 'GET', '/example/..', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slash-dot-slash', 'GET', '/./', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slashes', 'GET', '//example//', '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84'],
  ['get-space', 'GET', '/example space/', '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
  ['get-utf8', 'GET', '/ሴ', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  [
    'get-vanilla-query-order-key-case',
    'GET',
    '/?Param2=value2&Param1=value1',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-query-unreserved',
    'GET',
    '/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
  [
    'get-header-value-trim',
    'GET',
    '/',
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    [
      ['My-Header1', ' value1'],
      ['My-Header2', ' "a   b   c"'],
    ],
  ],
  [
    'get-header-key-duplicate',
    'GET',
    '/',
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
    [
      ['My-Header1', 'value2'],
      ['My-Header1', 'value2'],
      ['My-Header1', 'value1'],
    ],
  ],
  ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-x-www-form-urlencoded',
    'POST',
    '/',
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    [['Content-Type', 'application/x-www-form-urlencoded']],
    'Param1=value1',
  ],
])('%s', (_name, method, target, signature, more = [], body = '') => {
  const headers = [...standard, ...more]
  const signed = [...new Set(headers.map(([name]) => name.toLowerCase()))].toSorted()
  const request = { method, headers, ...parseTarget(target) }
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
  expect(signatureOf(secret, scope, time, signed, request, Buffer.from(body))).toBe(signature)
})
