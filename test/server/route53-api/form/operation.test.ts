// What operations make of requests and of their results, by shapes that are made up here.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ApiContext } from '../../../../src/server/route53-api/context.ts'
import { ApiError, errorDocument } from '../../../../src/server/route53-api/errors.ts'
import { type ApiAnswer, defineOperation } from '../../../../src/server/route53-api/form/operation.ts'
import { readXml } from '../../../../src/server/route53-api/form/read-xml.ts'
import {
  boolean,
  choice,
  float,
  integer,
  list,
  resourceId,
  type Shape,
  text,
  timestamp,
} from '../../../../src/server/route53-api/form/shapes.ts'
import { header, query, required, struct, uri } from '../../../../src/server/route53-api/form/struct.ts'

const members = {
  Id: uri(resourceId('hostedzone')),
  MaxItems: query('maxitems', integer({ min: 1, max: 300 })),
  Name: required(text({ min: 1, max: 10, pattern: /[a-z]+/ })),
  Kind: choice('ONE', 'TWO'),
  Count: integer({ min: 0, max: 255 }),
  Share: float({ min: 0 }),
  Flag: boolean,
  At: timestamp,
  Items: list('Item', struct({ Value: required(text()) }), { min: 1, max: 2 }),
}

/** Answers with what it read. */
const echo = defineOperation({
  name: 'Echo',
  method: 'POST',
  path: '/2013-04-01/hostedzone/{Id}/echo',
  status: 201,
  input: struct(members),
  output: struct({ ...members, Location: header('Location', text()) }),
  run: (_context, input) => ({ ...input, Location: `/${input.Id}/${input.MaxItems ?? ''}` }),
})

const ask = (xml: string, labels = { Id: 'Z1' }, parameters = {}): Promise<ApiAnswer> =>
  echo.answer({} as ApiContext, {
    labels: new Map(Object.entries(labels)),
    query: new Map(Object.entries(parameters)),
    body: Buffer.from(xml),
  })

const request = (content: string): string => `<EchoRequest>${content}</EchoRequest>`
const contentOf = ({ body }: ApiAnswer): string =>
  /^<\?xml version="1\.0"\?>\n<EchoResponse xmlns="https:\/\/route53\.amazonaws\.com\/doc\/2013-04-01\/">(.*)<\/EchoResponse>$/s.exec(
    body,
  )![1]!

describe('read and written', () => {
  test.each([
    ['<Name>a</Name>'],
    ['<Name>a</Name><Kind>TWO</Kind><Count>255</Count><Share>1.5</Share><Flag>true</Flag>'],
    ['<Name>a</Name><At>2026-01-02T03:04:05.006Z</At>'],
    ['<Name>a</Name><Items><Item><Value> &lt;&amp;&gt; </Value></Item><Item><Value/></Item></Items>'],
  ])('%s', async content => {
    expect(contentOf(await ask(request(content)))).toBe(content)
  })

  test('in any order, and with blanks around', async () => {
    const answer = await ask(request(' <Flag> 1 </Flag>\n<Count> 7\n</Count> <Name>a</Name> '))
    expect(contentOf(answer)).toBe('<Name>a</Name><Count>7</Count><Flag>true</Flag>')
  })

  test.each([
    ['Z1', 'Z1'],
    ['/hostedzone/Z1', 'Z1'],
    ['hostedzone/Z1', 'Z1'],
    ['/change/Z1', '/change/Z1'],
  ])('the id %s is %s', async (stated, id) => {
    const answer = await ask(request('<Name>a</Name>'), { Id: stated }, { maxitems: '300' })
    expect(answer).toMatchObject({ status: 201, headers: { Location: `/${id}/300` } })
  })

  test('an empty parameter is none', async () => {
    const answer = await ask(request('<Name>a</Name>'), { Id: 'Z1' }, { maxitems: '' })
    expect(answer.headers.Location).toBe('/Z1/')
  })

  test('any text that XML can hold', () => {
    const of = struct({ Text: text() })
    // Without what XML 1.0 §2.2 excludes.
    const unit = fc.string({ unit: 'binary' }).filter(s => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(s))
    fc.assert(
      fc.property(unit, value => {
        const xml = `<a>${of.write({ Text: value })}</a>`
        expect(of.read(readXml(Buffer.from(xml)), '', [])).toEqual({ Text: value })
      }),
    )
  })
})

describe('violations', () => {
  const constraint = (value: string, at: string, mustBe: string) =>
    `1 validation error detected: Value ${value} at '${at}' failed to satisfy constraint: Member must ${mustBe}`

  // [content beside a name, the value, its place, the rule]
  test.each([
    ['<Kind>one</Kind>', "'one'", 'kind', 'satisfy enum value set: [ONE, TWO]'],
    ['<Count>-1</Count>', "'-1'", 'count', 'have value greater than or equal to 0'],
    ['<Count>256</Count>', "'256'", 'count', 'have value less than or equal to 255'],
    ['<Count>1.5</Count>', "'1.5'", 'count', 'be an integer'],
    ['<Count/>', "''", 'count', 'be an integer'],
    ['<Count>99999999999999999999</Count>', "'99999999999999999999'", 'count', 'be an integer'],
    ['<Share>1,5</Share>', "'1,5'", 'share', 'be a number'],
    ['<Flag>yes</Flag>', "'yes'", 'flag', 'be a boolean'],
    ['<At>then</At>', "'then'", 'at', 'be a timestamp'],
    ['<Items/>', "'[0 elements]'", 'items', 'have length greater than or equal to 1'],
    [
      `<Items>${'<Item/>'.repeat(3)}</Items>`,
      "'[3 elements]'",
      'items',
      'have length less than or equal to 2',
    ],
    ['<Items><Item/></Items>', 'null', 'items.1.member.value', 'not be null'],
  ])('%s', async (content, value, at, mustBe) => {
    await expect(ask(request(`<Name>a</Name>${content}`))).rejects.toMatchObject({
      code: 'ValidationError',
      message: constraint(value, at, mustBe),
    })
  })

  test.each([
    ['', 'null', 'not be null'],
    ['<Name/>', "''", 'have length greater than or equal to 1'],
    ['<Name>abcdefghijk</Name>', "'abcdefghijk'", 'have length less than or equal to 10'],
    ['<Name>a1</Name>', "'a1'", 'satisfy regular expression pattern: [a-z]+'],
  ])('of a name: %s', async (content, value, mustBe) => {
    await expect(ask(request(content))).rejects.toThrow(constraint(value, 'name', mustBe))
  })

  test('all are told at once, long values shortened', async () => {
    const asked = ask('', { Id: 'Z'.repeat(300) }, { maxitems: '0' })
    await expect(asked).rejects.toThrow(
      /^3 validation errors detected: Value 'Z{256}…' at 'id' .*; Value '0' at 'maxItems'/,
    )
  })

  // [body, message]
  test.each([
    ['<Other/>', "Unexpected root element 'Other', not 'EchoRequest'"],
    [request('<Nmae>a</Nmae>'), "Unexpected element 'Nmae' in 'EchoRequest'"],
    [request('<Name>a</Name><Name>b</Name>'), "Repeated element 'Name' in 'EchoRequest'"],
    [request('<Name>a<b/></Name>'), "Unexpected element 'b' in 'Name'"],
    [request('text'), "Unexpected text in 'EchoRequest'"],
    [request('<Items>text</Items>'), "Unexpected text in 'Items'"],
    [request('<Items><Other/></Items>'), "Unexpected element 'Other' in 'Items'"],
    [request('<Id>Z1</Id>'), "Unexpected element 'Id' in 'EchoRequest'"],
  ])('malformed: %s', async (body, message) => {
    await expect(ask(body)).rejects.toMatchObject({ code: 'MalformedInput', message })
  })
})

test('an empty list is written as one tag', () => {
  const of: Shape<readonly string[]> = list('Item', text())
  expect(struct({ Items: of }).write({ Items: [] })).toBe('<Items/>')
})

describe('errors', () => {
  const xmlns = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"'
  test.each<[ApiError, number, string]>([
    [
      new ApiError('NoSuchHostedZone', 'No hosted zone found with ID: <Z1>'),
      404,
      `<ErrorResponse ${xmlns}><Error><Type>Sender</Type><Code>NoSuchHostedZone</Code><Message>No hosted zone found with ID: &lt;Z1&gt;</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    ],
    [
      new ApiError('InvalidChangeBatch', ['one', 'two']),
      400,
      `<ErrorResponse ${xmlns}><Error><Type>Sender</Type><Code>InvalidChangeBatch</Code><Message>[one, two]</Message><messages><Message>one</Message><Message>two</Message></messages></Error><RequestId>1</RequestId></ErrorResponse>`,
    ],
    [
      new ApiError('InternalFailure', 'x'),
      500,
      `<ErrorResponse ${xmlns}><Error><Type>Receiver</Type><Code>InternalFailure</Code><Message>x</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    ],
  ])('%s', (error, status, document) => {
    expect(error.status).toBe(status)
    expect(errorDocument(error, '1')).toBe(`<?xml version="1.0"?>\n${document}`)
  })
})
