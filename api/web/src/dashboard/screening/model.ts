import { dayIn } from '../board/time'

export interface Found<One> {
  totalCount: number
  nodes: One[]
}

export interface Plan {
  [name: string]: unknown
  id: string
  version: number
  code: string
  name: string
  kind: string
  status: string
  rhythm: string
  ruleCodes: string[] | null
  targetGroup: string | null
  owner: string
  lastRunOn: string | null
  nextRunOn: string | null
  watchList: { name: string } | null
}

export interface Job {
  id: string
  state: string
  done: number | null
  total: number | null
  message: string | null
}

export interface Run {
  id: string
  kind: string
  state: string
  mode: string
  asOf: string
  planned: number | null
  evaluated: number | null
  hits: number | null
  opened: number | null
  resolved: number | null
  suppressed: number | null
  counts: Record<string, { hits: number; opened: number }> | null
  errors: Record<string, string> | null
  createdAt: string
  finishedAt: string | null
  plan: { id: string; name: string } | null
  jobRun: Job | null
}

export interface Rule {
  id: string
  code: string
  name: string
  description: string
  kinds: string[]
  subjectType: string
  severity: number
  source: string
  enabled: boolean
}

export interface InForce {
  id: string
  number: number
  confirmed: number
  refuted: number
  precision: number | null
  rule: { code: string } | null
}

export interface Draft {
  id: string
  number: number
  severity: number
  sentence: string
  createdAt: string
  rule: { code: string; name: string } | null
}

export interface Group {
  key: Record<string, unknown>
  count: number
}

/** The findings that somebody has to deal with, as a list. */
export const OPEN_LIST = '/findings?is.status=OPEN,ASSIGNED,IN_PROGRESS'

/** A run that is not over yet. */
export function isUnderWay({ state }: Run): boolean {
  return state === 'QUEUED' || state === 'RUNNING'
}

/** When a rule was carried out last, among these runs, the newest first. */
export function lastRunOf(code: string, runs: Run[]): Run | undefined {
  return runs.find(({ counts, errors }) => code in (counts ?? {}) || code in (errors ?? {}))
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}

export function isPast(day: string | null): boolean {
  return day !== null && day < dayIn(0)
}
