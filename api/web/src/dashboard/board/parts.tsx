import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Row } from '../ask'
import { say } from '../language'
import { number } from '../Value'

export interface Count {
  totalCount: number
  nodes?: Row[]
  [name: string]: unknown
}

interface Group {
  key: Row
  count: number
}

/** A figure of more signs is set smaller, to stay within its tile. */
const LONG = 9

interface TileProps {
  title: string
  value: string
  definition: string
  /** The list that the figure counts. */
  to: string
  grave?: boolean
}

/** A figure, what it counts, and the way to the list of it. */
export function Tile({ title, value, definition, to, grave = false }: TileProps) {
  return (
    <Link className={grave ? 'tile grave' : 'tile'} to={to}>
      <span className="tile-title">{title}</span>
      <strong className={value.length > LONG ? 'long' : undefined}>{value}</strong>
      <span className="tile-definition">{definition}</span>
    </Link>
  )
}

interface BarsProps {
  title: string
  definition: string
  groups: unknown
  name: (key: Row) => string
  /** The list of one group. */
  to: (key: Row) => string
  colour?: (key: Row) => string
}

/** Counts by group, the longest first; each bar leads to its list. */
export function Bars({ title, definition, groups, name, to, colour }: BarsProps) {
  const found = [...((groups as Group[] | undefined) ?? [])].sort((one, other) => other.count - one.count)
  const most = Math.max(1, ...found.map(({ count }) => count))
  return (
    <section className="panel">
      <h2>{title}</h2>
      <p className="tile-definition">{definition}</p>
      {found.length === 0 && <p className="nothing">{say('暂无', 'None')}</p>}
      {found.map(({ key, count }) => (
        <Link className="bar" key={JSON.stringify(key)} to={to(key)}>
          <span className="bar-name">{name(key)}</span>
          <svg className={`bar-line ${colour?.(key) ?? ''}`} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect width="100" height="10" className="bar-ground" />
            <rect width={(100 * count) / most} height="10" className="bar-value" />
          </svg>
          <span className="bar-count">{number(count)}</span>
        </Link>
      ))}
    </section>
  )
}

interface TasksProps {
  title: string
  count: Count | undefined
  to: string
  row: (row: Row) => { to: string; text: ReactNode; aside: ReactNode }
}

/** What waits for somebody: how many, and the first of them. */
export function Tasks({ title, count, to, row }: TasksProps) {
  if (!count) return null
  return (
    <section className="panel tasks">
      <h2><Link to={to}>{title} <span className="badge">{number(count.totalCount)}</span></Link></h2>
      {count.totalCount === 0 && <p className="nothing">{say('没有待办', 'Nothing waits')}</p>}
      <ul>
        {(count.nodes ?? []).map(one => {
          const { to: place, text, aside } = row(one)
          return <li key={String(one['id'])}><Link to={place}>{text}</Link><span>{aside}</span></li>
        })}
      </ul>
    </section>
  )
}

const SWEEP = 180
const RADIUS = 80

/** A half circle of a share in per cent, with a mark where it ought to stand. */
export function Gauge({ share, mark, target }: { share: number; mark: number; target: number }) {
  const most = Math.max(100 * Math.ceil(Math.max(share, target, mark) / 100), 1) > 100 ? 100 : Math.max(50, Math.ceil(Math.max(share, mark, target) / 10) * 10)
  const angle = (value: number) => Math.PI * (1 - Math.min(1, value / most))
  const at = (value: number, radius: number) => `${100 + radius * Math.cos(angle(value))} ${100 - radius * Math.sin(angle(value))}`
  const arc = (value: number) => `M ${at(0, RADIUS)} A ${RADIUS} ${RADIUS} 0 ${(SWEEP * value) / most > SWEEP ? 1 : 0} 1 ${at(value, RADIUS)}`
  const line = (value: number) => `M ${at(value, RADIUS - 14)} L ${at(value, RADIUS + 14)}`
  return (
    <svg className="gauge" viewBox="0 0 200 112" role="img" aria-label={say(`已达 ${share.toFixed(1)} %，序时进度 ${mark.toFixed(1)} %，目标 ${target} %`, `${share.toFixed(1)} % reached, pace ${mark.toFixed(1)} %, target ${target} %`)}>
      <path className="gauge-ground" d={arc(most)} />
      <path className={share >= mark ? 'gauge-value' : 'gauge-value behind'} d={arc(Math.max(share, 0.2))} />
      <path className="gauge-target" d={line(target)} />
      <path className="gauge-mark" d={line(mark)} />
      <text x="100" y="92">{share.toFixed(1)} %</text>
    </svg>
  )
}
