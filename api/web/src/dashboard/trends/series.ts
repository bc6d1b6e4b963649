import type { Row } from '../ask'
import { labelOfValue, say } from '../language'
import { monthAfter, startOf } from './months'

/** One value of each month, and the list of what one value counts. */
export interface Series {
  name: string
  /** A class of the style sheet that gives the colour, or none. */
  colour?: string
  values: number[]
  listOf: (month: string) => string
}

/** What is counted month by month: whole, or split by a code. */
interface Part {
  /** The alias in the document. */
  alias: string
  name?: readonly [string, string]
  /** The field of the month in the key is this with `Month` behind. */
  date: string
  instant?: boolean
  /** Where the list of it stands, and further conditions of the address. */
  list: string
  split?: { field: string; condition: string; values: readonly string[]; label: (value: string) => string; colour?: string }
  value?: (group: Group) => number
}

export interface Trend {
  name: string
  /** What the permission to read is given on. */
  entity: string
  title: readonly [string, string]
  definition: readonly [string, string]
  stacked?: boolean
  parts: Part[]
}

interface Group {
  key: Row
  count?: number
  sum?: Row
}

const FEN_PER_YUAN = 100
const sumOf = (field: string) => ({ sum }: Group) => Number(sum?.[field] ?? 0)

/** What is followed over the months; a new domain adds its line here and in the document. */
export const TRENDS: Trend[] = [
  {
    name: 'members', entity: 'MEMBERSHIP', title: ['会员增减', 'Members'], definition: ['按入会日期与会籍终止日期', 'By the day of joining and of leaving'],
    parts: [
      { alias: 'joined', name: ['入会', 'Joined'], date: 'joinedOn', list: '/members' },
      { alias: 'left', name: ['会籍终止', 'Left'], date: 'endedOn', list: '/members' },
    ],
  },
  {
    name: 'dossiers', entity: 'DOSSIER', title: ['困难档案', 'Dossiers'], definition: ['按建档日期与退出日期', 'By the day of opening and of exit'],
    parts: [
      { alias: 'opened', name: ['建档', 'Opened'], date: 'openedOn', list: '/dossiers' },
      { alias: 'exited', name: ['退出', 'Exited'], date: 'exitedOn', list: '/dossiers' },
    ],
  },
  {
    name: 'aid', entity: 'ASSISTANCE', title: ['帮扶资金发放（元）', 'Aid paid (yuan)'], definition: ['按发放日期', 'By the day of payment'],
    parts: [{ alias: 'paid', name: ['发放', 'Paid'], date: 'paidOn', list: '/aid', value: group => sumOf('amount')(group) / FEN_PER_YUAN }],
  },
  {
    name: 'usage', entity: 'INSPECTION', title: ['阵地服务人次', 'Use of facilities'], definition: ['使用登记的人次', 'Persons served, as logged'], stacked: true,
    parts: [{ alias: 'used', date: 'usedOn', list: '/usage', value: sumOf('count'), split: { field: 'facilityKind', condition: 'is.facility.kind', values: ['SERVICE_CENTRE', 'SERVICE_STATION', 'LOVE_STATION', 'CARE_ROOM', 'WORKERS_HOME', 'TRAINING_BASE'], label: value => labelOfValue('FacilityKind', value) } }],
  },
  {
    name: 'findings', entity: 'FINDING', title: ['新增排查线索', 'New findings'], definition: ['按首次发现时间、严重程度', 'By first sight and severity'], stacked: true,
    parts: [{ alias: 'found', date: 'firstSeenAt', instant: true, list: '/findings', split: { field: 'severity', condition: 'num.severity', values: ['4', '3', '2', '1'], label: value => say(`${value} 级`, `Severity ${value}`), colour: 'severity' } }],
  },
  {
    name: 'events', entity: 'OPINION', title: ['舆情事件', 'Public opinion events'], definition: ['按首次出现时间、预警等级', 'By first sight and level'], stacked: true,
    parts: [{ alias: 'events', date: 'firstSeenAt', instant: true, list: '/event-list', split: { field: 'level', condition: 'is.level', values: ['RED', 'ORANGE', 'YELLOW', 'BLUE'], label: value => labelOfValue('OpinionLevel', value), colour: 'level' } }],
  },
  {
    name: 'items', entity: 'OPINION', title: ['舆情信息', 'Items heard'], definition: ['按发布时间、态度', 'By publication and stance'], stacked: true,
    parts: [{ alias: 'items', date: 'publishedAt', instant: true, list: '/items', split: { field: 'stance', condition: 'is.stance', values: ['GRIEVANCE', 'QUESTION', 'RETELLING', 'PUBLICITY', 'THANKS'], label: value => labelOfValue('Stance', value) } }],
  },
]

/** The series of a trend over these months, out of the answer; a code that never occurs is left out. */
export function seriesOf(trend: Trend, data: Row, months: string[]): Series[] {
  const all = trend.parts.flatMap(part => (part.split ? part.split.values : [null]).map(value => one(part, value, data, months)))
  return all.filter(({ values }) => values.some(value => value !== 0))
}

function one(part: Part, value: string | null, data: Row, months: string[]): Series {
  const { groups = [] } = (data[part.alias] ?? {}) as { groups?: Group[] }
  const { split } = part
  const mine = groups.filter(({ key }) => split === undefined || String(key[split.field]) === value)
  const found = new Map(mine.map(group => [String(group.key[`${part.date}Month`]).slice(0, 10), part.value ? part.value(group) : group.count ?? 0]))
  const edge = (day: string) => (part.instant ? startOf(day) : day)
  const period = (month: string) => `from.${part.date}=${edge(month)}&until.${part.date}=${edge(monthAfter(month))}`
  return {
    name: split && value !== null ? split.label(value) : say(...(part.name ?? ['', ''])),
    ...(split?.colour && { colour: `${split.colour}-${value}` }),
    values: months.map(month => found.get(month) ?? 0),
    listOf: month => `${part.list}?${period(month)}${split && value !== null ? `&${split.condition}=${value}` : ''}`,
  }
}
