import { describe, expect, test } from 'vitest'
import { endpointText, parseEndpoint } from '../../src/net/address.ts'

describe('parseEndpoint', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', 53],
    ['127.0.0.1:5300', '127.0.0.1', 5300],
    ['127.0.0.1#5300', '127.0.0.1', 5300],
    ['0.0.0.0', '0.0.0.0', 53],
    ['0.0.0.0:0', '0.0.0.0', 0],
    ['::', '::', 53],
    ['::1', '::1', 53],
    ['::1#5300', '::1', 5300],
    ['[::1]', '::1', 53],
    ['[::1]:65535', '::1', 65535],
    ['[2001:db8::1]#53', '2001:db8::1', 53],
    ['fe80::1%lo', 'fe80::1%lo', 53],
    ['localhost:5300', 'localhost', 5300],
    ['ns1.example.com.', 'ns1.example.com.', 53],
  ])('reads %s', (text, host, port) => {
    const endpoint = parseEndpoint(text, 53)
    expect(endpoint).toEqual({ host, port })
    expect(parseEndpoint(endpointText(endpoint), 1)).toEqual(endpoint)
  })

  test.each([
    '',
    ':53',
    '#53',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1:-1',
    '127.0.0.1:dns',
    '127.0.0.1:53:53',
    '192.0.2.256',
    '192.0.2',
    '[192.0.2.1]:53',
    '[::1',
    '[::1]53',
    '2001:db8::1:99999',
    'a b',
    '-a',
    'a/b',
  ])('refuses %j', text => {
    expect(() => parseEndpoint(text, 53)).toThrow(expect.objectContaining({ code: 'address-syntax' }))
  })
})
