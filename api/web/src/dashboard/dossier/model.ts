import { language } from '../language'

export interface Nodes<One> {
  nodes: One[]
}

export interface Member {
  id: string
  name: string
  relation: string
  coLiving: boolean
  workStatus: string | null
  health: string | null
  wageIncome: number
  businessIncome: number
  propertyIncome: number
  transferIncome: number
  excludedIncome: number
}

export interface Step {
  name: string
  formula: string
  result: string
  holds: boolean | null
  basis: string
}

export interface Assessment {
  id: string
  assessedOn: string
  ruleSet: string
  category: string | null
  yearlyIncome: number
  rigidExpenditure: number
  windowFrom: string | null
  windowTo: string | null
  inputs: { stated?: Record<string, unknown> }
  explanation: Step[]
}

export interface Evidence {
  id: string
  kind: string
  title: string
  issuedOn: string
  validUntil: string | null
  fileReference: string | null
  attachments: Nodes<{ id: string; name: string }>
}

export interface Check {
  id: string
  exclusion: string
  source: string
  result: string
  checkedOn: string
  note: string | null
}

export interface Objection {
  id: string
  version: number
  raisedOn: string
  content: string
  status: string
  answer: string | null
}

export interface Notice {
  id: string
  subject: string
  text: string
  place: string
  startsOn: string
  endsOn: string
  objections: Nodes<Objection>
}

export interface Taken {
  id: string
  fromStatus: string | null
  toStatus: string
  takenAt: string
  takenBy: string
  note: string | null
}

export interface Dossier {
  [name: string]: unknown
  id: string
  version: number
  number: string
  status: string
  category: string | null
  statusReason: string | null
  dueOn: string | null
  person: { id: string; name: string; documentNumberMask: string } | null
  union: { name: string } | null
  household: Member[]
  assessments: Nodes<Assessment>
  evidence: Nodes<Evidence>
  exclusionChecks: Nodes<Check>
  notices: Nodes<Notice>
  visits: Nodes<{ id: string; visitedOn: string; visitors: string[]; findings: string }>
  steps: Nodes<Taken>
  assistanceRecords: Nodes<{ id: string; number: string; kind: string; status: string; amount: number; requestedOn: string }>
}

export interface Special {
  day: string
  isWorkday: boolean
  note: string
}

const DAY = 86_400_000

/** The days of a window, each with whether people work on it: the calendar's word before the week's. */
export function windowOf(startsOn: string, endsOn: string, special: Special[]): { day: string; works: boolean; note: string }[] {
  const known = new Map(special.map(one => [one.day, one]))
  const days = []
  for (let at = Date.parse(startsOn); at <= Date.parse(endsOn); at += DAY) {
    const date = new Date(at)
    const day = date.toISOString().slice(0, 10)
    const weekday = date.getUTCDay()
    const said = known.get(day)
    const week = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(date)
    days.push({ day, works: said?.isWorkday ?? (weekday !== 0 && weekday !== 6), note: said?.note ?? week })
  }
  return days
}
