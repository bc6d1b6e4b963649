import type { Row } from '../ask'
import { say } from '../language'

export interface Nodes<One> {
  nodes: One[]
}

export interface Clock {
  id: string
  kind: string
  level: string
  status: string
  startedAt: string
  dueAt: string
  endedAt: string | null
  isOverdue: boolean
  escalation: number
  escalatedAt?: string | null
}

/** An event as the board shows it. */
export interface Event extends Row {
  id: string
  version: number
  code: string
  title: string
  topic: string
  employer: string | null
  level: string
  status: string
  itemCount: number
  lastSeenAt: string
  isRestricted: boolean
  nextSteps: string[]
  division: { name: string } | null
  union: { name: string } | null
  owner: { name: string } | null
  rightsCase: Case | null
  clocks: Nodes<Clock>
}

export interface Case {
  id: string
  number: string
  title: string
  status: string
  dueOn: string | null
  finishOn: string
  isOverdue: boolean
}

export interface Item {
  id: string
  title: string | null
  text: string
  url: string | null
  occurredAt: string
  stance: string
  topic: string | null
  level: string
  score: number
  explanation: { factor: string; points: number; cause: string }[]
  peopleEstimate: number | null
  isRepost: boolean
  source: { name: string } | null
}

export interface Delivery {
  id: string
  status: string
  attempts: number
  nextTryAt: string
  sentAt: string | null
  proof: string | null
  error: string | null
  channel: { name: string } | null
}

export interface Raised {
  id: string
  version: number
  rule: string
  level: string
  status: string
  raisedAt: string
  deliveries: Nodes<Delivery>
}

export interface LevelChange {
  id: string
  version: number
  fromLevel: string
  toLevel: string
  status: string
  reason: string | null
  requestedAt: string
  decidedAt: string | null
  decisionNote: string | null
}

export interface Taken {
  id: string
  kind: string
  fromStatus: string | null
  toStatus: string | null
  level: string | null
  takenAt: string
  takerName: string | null
  text: string | null
}

/** An event with all that somebody decides by. */
export interface Full extends Event {
  score: number
  statusReason: string | null
  clusterCount: number
  firstSeenAt: string
  screenedAt: string | null
  closedAt: string | null
  isSolved: boolean | null
  reviewCause: string | null
  reviewLessons: string | null
  items: Nodes<Item> & { totalCount: number }
  levelChanges: Nodes<LevelChange>
  steps: Nodes<Taken>
  alerts: Nodes<Raised>
}

export const LEVELS = ['RED', 'ORANGE', 'YELLOW', 'BLUE']
/** The states in which an event is somebody's work, in the order of SM-EVT. */
export const STATES = ['DETECTED', 'SCREENED', 'CONFIRMED', 'REPORTED', 'DISPATCHED', 'VERIFYING', 'RESPONDING', 'SOLVING', 'MONITORING']
/** The end of this clock is the first day on which one may close: no deadline. */
const WATCH = 'MONITORING'

/** The deadline that comes next, or the end of the monitoring period where no other runs. */
export function nextOf(clocks: Clock[]): Clock | undefined {
  const running = clocks.filter(({ status }) => status === 'RUNNING').sort((one, other) => one.dueAt.localeCompare(other.dueAt))
  return running.find(({ kind }) => kind !== WATCH) ?? running[0]
}

export function isLate({ kind, dueAt, endedAt, status }: Clock, now: number): boolean {
  return kind !== WATCH && status !== 'CANCELLED' && Date.parse(dueAt) < (endedAt ? Date.parse(endedAt) : now)
}

const MINUTE = 60_000
const HOUR_MINUTES = 60
const DAY_MINUTES = 1440

/** A span in its two largest units. */
export function spanOf(milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE)
  const [days, hours, rest] = [Math.floor(minutes / DAY_MINUTES), Math.floor((minutes % DAY_MINUTES) / HOUR_MINUTES), minutes % HOUR_MINUTES]
  if (days > 0) return say(`${days} 天 ${hours} 小时`, `${days} d ${hours} h`)
  return hours > 0 ? say(`${hours} 小时 ${rest} 分`, `${hours} h ${rest} min`) : say(`${rest} 分钟`, `${rest} min`)
}
