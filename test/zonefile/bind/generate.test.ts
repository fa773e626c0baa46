import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../../../src/zonefile/bind/generate.ts'
import { readLines } from './read-text.ts'

describe('a template', () => {
  test.each([
    ['host', 7, 'host'],
    ['$', 7, '7'],
    ['a$b$', 7, 'a7b7'],
    ['\\$', 7, '\\$'],
    ['$$', 7, '$'],
    ['\\\\$', 7, '\\\\7'],
    ['${0}', 7, '7'],
    ['${1}', 7, '8'],
    ['${-7}', 7, '0'],
    ['${+3}', 7, '10'],
    ['${0,3}', 7, '007'],
    ['${0,3,d}', 1234, '1234'],
    ['${0,4,o}', 8, '0010'],
    ['${0,2,x}', 255, 'ff'],
    ['${0,4,X}', 255, '00FF'],
    ['${0,0,n}', 255, 'f.f'],
    ['${0,0,N}', 0xab, 'B.A'],
    ['${0,7,n}', 0x12, '2.1.0.0'],
    ['${0,1,n}', 0, '0'],
  ])('%s of %d is %s', (template, number, text) => {
    expect(parseTemplate(template)(number)).toBe(text)
  })

  test.each(['${', '${}', '${x}', '${0,1,y}', '${0,1,d,2}', '${0,300}', '${0'])('%s is refused', template => {
    expect(() => parseTemplate(template)).toThrow('bind-generate')
  })
})

describe('$GENERATE', () => {
  test.each([
    [
      'a range',
      '$GENERATE 1-3 h$ A 192.0.2.$',
      ['h1 3600 A 192.0.2.1', 'h2 3600 A 192.0.2.2', 'h3 3600 A 192.0.2.3'],
    ],
    ['one number', '$GENERATE 0-0 h$ A 192.0.2.$', ['h0 3600 A 192.0.2.0']],
    ['a step', '$GENERATE 1-6/3 h$ A 192.0.2.$', ['h1 3600 A 192.0.2.1', 'h4 3600 A 192.0.2.4']],
    ['TTL and class', '$GENERATE 1-1 h$ 1m IN A 192.0.2.$', ['h1 60 A 192.0.2.1']],
    ['class and TTL', '$GENERATE 1-1 h$ IN 60 A 192.0.2.$', ['h1 60 A 192.0.2.1']],
    ['relative names', '$GENERATE 1-1 h$ CNAME g$', ['h1 3600 CNAME g1.example.com.']],
    ['several words', '$GENERATE 1-1 h$ MX ${9} m$', ['h1 3600 MX 10 m1.example.com.']],
    [
      'several words in one quote, as BIND has it',
      '$GENERATE 1-1 h$ MX "10 m$"',
      ['h1 3600 MX 10 m1.example.com.'],
    ],
    ['strings', '$GENERATE 1-1 h$ TXT "a $" "b"', ['h1 3600 TXT "a 1" "b"']],
    ['strings in one quote', '$GENERATE 1-1 h$ TXT "\\"a $\\""', ['h1 3600 TXT "a 1"']],
    [
      'several values of one owner',
      '$GENERATE 1-2 h A 192.0.2.$',
      ['h 3600 A 192.0.2.1', 'h 3600 A 192.0.2.2'],
    ],
    ['lower case and a comment', '$generate 1-1 h$ A 192.0.2.$ ; one', ['h1 3600 A 192.0.2.1']],
  ])('takes %s', (_what, lines, records) => {
    const result = readLines(lines)
    expect(result.problems).toEqual([])
    expect(result.records).toEqual(records.map(record => record.replace(' ', '.example.com. ')))
  })

  test.each([
    ['no range', '$GENERATE', '3:10: bind-directive: $GENERATE needs a range'],
    ['no owner', '$GENERATE 1-2', '3:14: bind-directive: $GENERATE needs a template of owners'],
    ['no type', '$GENERATE 1-2 h$', '3:17: bind-record: the type and the data are missing'],
    [
      'a wrong range',
      '$GENERATE 1 h$ A 192.0.2.$',
      '3:11: bind-generate: range "1" is not start-stop or start-stop/step',
    ],
    [
      'a range downwards',
      '$GENERATE 2-1 h$ A 192.0.2.$',
      '3:11: bind-generate: range "2-1" starts above its end',
    ],
    ['step 0', '$GENERATE 1-2/0 h$ A 192.0.2.$', '3:11: bind-generate: range "1-2/0" has a step of 0'],
    [
      'a large number',
      '$GENERATE 1-2147483648/65536 h$ A 192.0.2.1',
      '3:11: bind-generate: range "1-2147483648/65536" ends above 2147483647',
    ],
    [
      'too many',
      '$GENERATE 0-65536 h$ A 192.0.2.1',
      '3:11: bind-generate: range "0-65536" gives 65537 records; the most is 65536',
    ],
    [
      'a wrong template',
      '$GENERATE 1-2 h${x} A 192.0.2.$',
      '3:15: bind-generate: "${x}" is not of the form ${offset,width,base}',
    ],
    ['a negative number', '$GENERATE 1-2 h${-2} A 192.0.2.$', '3:15: bind-generate: "${-2}" makes -1 of 1'],
    [
      'wrong data',
      '$GENERATE 254-257 h$ A 192.0.2.$',
      '3:24: rdata-syntax: address "192.0.2.256" is not an IPv4 address such as 192.0.2.1',
    ],
    [
      'a wrong owner',
      '$GENERATE 1-2 h..$ A 192.0.2.$',
      '3:15: name-syntax: name "h..1.example.com." has an empty label',
    ],
  ])('refuses %s', (_what, lines, problem) => {
    expect(readLines(lines).problems).toEqual([`example.com.zone:${problem}`])
  })
})
