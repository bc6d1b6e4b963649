import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Field } from 'virtual:documents'
import type { Row } from './ask'
import { labelOfValue, language, say } from './language'
import { pageOf } from './pages'

const LOCALE = language === 'zh' ? 'zh-CN' : 'en-GB'
const INSTANT = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' })
const NUMBER = new Intl.NumberFormat(LOCALE)
const MONEY = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2 })
const FEN_PER_YUAN = 100

const COLOURS: Record<string, string> = {
  RED: 'level-RED', ORANGE: 'level-ORANGE', YELLOW: 'level-YELLOW', BLUE: 'level-BLUE',
  ACTIVE: 'good', OPEN: 'good', PAID: 'good', SUCCEEDED: 'good', VERIFIED: 'good', CONFIRMED: 'good', PUBLISHED: 'good', SUCCESS: 'good',
  DEAD: 'bad', REJECTED: 'bad', RAISED: 'bad', FAILED: 'bad', REFUSED: 'bad', SUSPENDED: 'bad', OVERDUE: 'bad',
  RUNNING: 'busy', IN_PROGRESS: 'busy', PENDING: 'busy', RETRYING: 'busy', TERM_DUE: 'busy', DUE_FOR_REVIEW: 'busy', MAINTENANCE: 'busy', RECTIFYING: 'busy',
}

/** Fields of every thing that are for programs. */
export const UNSEEN = new Set(['id', 'version', '__typename'])

export function number(value: unknown): string {
  return NUMBER.format(Number(value ?? 0))
}

/** An amount in fen, as yuan. */
export function money(fen: unknown): string {
  return MONEY.format(Number(fen ?? 0) / FEN_PER_YUAN)
}

interface Props {
  field: Field
  value: unknown
  /** Inside a link or a sentence: no tag, no link. */
  plain?: boolean
}

/** One value as people read it; a neighbour shows its name, with a link where it has a page. */
export function Value({ field, value, plain = false }: Props) {
  if (value === null || value === undefined || value === '') return <span className="nothing">—</span>
  if (field.children) return <Neighbour field={field} fields={field.children} row={value as Row} plain={plain} />
  if (Array.isArray(value)) return <>{value.map(one => textOf(field, one)).join('、') || <span className="nothing">—</span>}</>
  if (field.kind === 'enum') {
    const colour = plain ? undefined : field.values === 'FindingStatus' && value === 'OPEN' ? 'bad' : COLOURS[String(value)]
    const text = labelOfValue(field.values, String(value))
    return colour ? <Mark colour={colour}>{text}</Mark> : <>{text}</>
  }
  if (field.name === 'severity') return <Mark colour={`severity-${String(value)}`}>{say(`${String(value)} 级`, String(value))}</Mark>
  if (field.kind === 'JSON' && typeof value === 'object') return <Told value={value as Row} />
  return <>{written(field.kind, value)}</>
}

/** What a program noted, one line for each word of it. */
function Told({ value }: { value: Row }) {
  return (
    <ul className="told">
      {Object.entries(value).map(([name, one]) => <li key={name}><span>{name}</span> {one !== null && typeof one === 'object' ? <Told value={one as Row} /> : String(one)}</li>)}
    </ul>
  )
}

/** A word with a spot of colour before it: the colour alone says nothing. */
export function Mark({ colour, children }: { colour: string; children: ReactNode }) {
  return <span className="mark"><i className={`spot ${colour}`} aria-hidden="true" />{children}</span>
}

function Neighbour({ field, fields, row, plain }: { field: Field; fields: Field[]; row: Row; plain: boolean }) {
  const told = fields.filter(({ name }) => !UNSEEN.has(name))
  const name = told.find(({ name }) => name === 'name' || name === 'title') ?? told[0]
  if (!name) return null
  const text = <Value field={name} value={row[name.name]} plain />
  const page = plain ? undefined : pageOf(field.kind)
  return page && row['id'] ? <Link to={`/${page.path}/${String(row['id'])}`}>{text}</Link> : text
}

/** A moment, as the federation's clocks show it; a dash for none. */
export function instant(moment: string | null | undefined): string {
  return moment ? INSTANT.format(new Date(moment)) : '—'
}

/** A value as text alone. */
export function textOf(field: Field, value: unknown): string {
  if (value === null || value === undefined) return '—'
  return field.kind === 'enum' ? labelOfValue(field.values, String(value)) : written(field.kind, value)
}

function written(kind: string, value: unknown): string {
  switch (kind) {
    case 'DateTime':
      return instant(String(value))
    case 'Fen':
      return money(value)
    case 'Boolean':
      return value ? say('是', 'Yes') : say('否', 'No')
    case 'Long':
    case 'Int':
      return number(value)
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}
