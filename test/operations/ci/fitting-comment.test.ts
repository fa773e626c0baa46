// Markdown that is cut to what a comment may hold.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fittingComment } from '../../../src/operations/ci/fitting-comment.ts'

describe('fittingComment', () => {
  it('leaves alone what fits', () => {
    expect(fittingComment('a\nb', 3)).toEqual({ text: 'a\nb', leftOut: 0 })
  })

  it('closes the blocks that it cuts', () => {
    const text = `<details open><summary>x</summary>\n\n\`\`\`\`diff\n\`\`\`\n${'+ line\n'.repeat(100)}\`\`\`\`\n</details>\n`
    expect(fittingComment(text, 300).text).toMatch(
      /\+ line\n````\n\n<\/details>\n\n\d+ lines left out: the comment is full\.\n$/,
    )
  })

  it('keeps to the limit, whatever the text', () => {
    const line = fc.constantFrom('```', '~~~~', '<details>', '</details>', 'text', '', 'x'.repeat(150))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 300, max: 2000 }), (lines, most) => {
        const { text, leftOut } = fittingComment(lines.join('\n'), most)
        expect(text.length).toBeLessThanOrEqual(most)
        expect(leftOut).toBeLessThanOrEqual(lines.length)
      }),
    )
  })
})
