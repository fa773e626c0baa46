// A table of the page: columns say what they show; texts are put in as text, whatever they hold.
import { html } from 'htm/preact'
import type { ComponentChildren } from 'preact'

export interface Column<Row> {
  readonly title: string
  readonly isNumber?: boolean
  readonly show: (row: Row) => ComponentChildren
}

interface TableProps<Row> {
  readonly id: string
  readonly title: string
  /** What stands there if there is no row. */
  readonly empty: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row, place: number) => string
  /** What there is beyond these rows. */
  readonly note?: string | undefined
}

/** Shows rows below their titles. */
export const table = <Row>({ id, title, empty, columns, rows, keyOf, note }: TableProps<Row>) => html`
  <section id=${id} class="panel">
    <h2>${title}</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">${empty}</p>`
        : html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  ${columns.map(each => html`<th class=${each.isNumber ? 'number' : ''}>${each.title}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map(
                  (row, place) =>
                    html`<tr key=${keyOf(row, place)}>
                      ${columns.map(each => html`<td class=${each.isNumber ? 'number' : ''}>${each.show(row)}</td>`)}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${note === undefined ? null : html`<p class="empty">${note}</p>`}
  </section>
`
