import { Tag } from 'antd'
import type { Field } from 'virtual:documents'
import type { Row } from './ask'
import { labelOfValue, language, say } from './language'

const LOCALE = language === 'zh' ? 'zh-CN' : 'en-GB'
const INSTANT = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' })
const NUMBER = new Intl.NumberFormat(LOCALE)
const MONEY = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2 })
const FEN_PER_YUAN = 100

const COLOURS: Record<string, string> = {
  RED: 'red', ORANGE: 'orange', YELLOW: 'gold', BLUE: 'blue',
  ACTIVE: 'green', OPEN: 'green', PAID: 'green', SUCCEEDED: 'green', VERIFIED: 'green',
  DEAD: 'red', REJECTED: 'red', SUSPENDED: 'orange', RUNNING: 'blue', RAISED: 'red', TERM_DUE: 'orange',
}

export function number(value: unknown): string {
  return NUMBER.format(Number(value ?? 0))
}

/** An amount in fen, as yuan. */
export function money(fen: unknown): string {
  return MONEY.format(Number(fen ?? 0) / FEN_PER_YUAN)
}

/** One value as people read it; a neighbour shows its name. */
export function Value({ field, value }: { field: Field; value: unknown }) {
  if (value === null || value === undefined) return <span className="nothing">—</span>
  if (field.children) return <Neighbour fields={field.children} row={value as Row} />
  if (field.kind === 'enum') {
    const colour = COLOURS[String(value)]
    const text = labelOfValue(field.values, String(value))
    return colour ? <Tag color={colour} variant="outlined">{text}</Tag> : <>{text}</>
  }
  if (Array.isArray(value)) return <>{value.join('、')}</>
  return <>{plain(field.kind, value)}</>
}

function Neighbour({ fields, row }: { fields: Field[]; row: Row }) {
  const name = fields.find(({ name }) => name === 'name' || name === 'title') ?? fields[0]
  return name ? <Value field={name} value={row[name.name]} /> : null
}

function plain(kind: string, value: unknown): string {
  switch (kind) {
    case 'DateTime':
      return INSTANT.format(new Date(String(value)))
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
