import type { ReactNode } from 'react'
import { say } from '../language'
import './desk.css'

export interface Column<Line> {
  title: string
  right?: boolean
  /** Never broken over two lines, as a day. */
  tight?: boolean
  /** What the line is about, read out before its other cells. */
  heading?: boolean
  of: (line: Line) => ReactNode
}

interface Props<Line> {
  label: string
  columns: Column<Line>[]
  lines: Line[]
  keyOf: (line: Line) => string
  /** The last line, such as a sum; one cell for each column. */
  foot?: ReactNode[]
  empty?: string
}

/** A plain table, dense and printable. */
export function Ledger<Line>({ label, columns, lines, keyOf, foot, empty }: Props<Line>) {
  if (lines.length === 0) return <p className="nothing">{empty ?? say('暂无', 'None')}</p>
  const align = (right: boolean | undefined) => (right ? 'right' : undefined)
  return (
    <div className="ledger" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead><tr>{columns.map(({ title, right }) => <th key={title} scope="col" className={align(right)}>{title}</th>)}</tr></thead>
        <tbody>
          {lines.map(line => (
            <tr key={keyOf(line)}>
              {columns.map(({ title, right, tight, heading, of }) => {
                const cell = of(line) ?? <span className="nothing">—</span>
                const className = align(right) ?? (tight ? 'tight' : undefined)
                return heading ? <th key={title} scope="row" className={className}>{cell}</th> : <td key={title} className={className}>{cell}</td>
              })}
            </tr>
          ))}
        </tbody>
        {foot && <tfoot><tr>{foot.map((cell, place) => <td key={place} className={align(columns[place]?.right)}>{cell}</td>)}</tr></tfoot>}
      </table>
    </div>
  )
}
