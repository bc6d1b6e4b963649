export interface Node {
  path: string
  words: string
  holds: boolean | null
  value: unknown
}

export interface Subject {
  __typename: string
  id: string
  name?: string
  number?: string
  title?: string
  person?: { id: string; name: string } | null
}

export interface Finding {
  id: string
  version: number
  ruleCode: string
  subjectType: string
  subjectId: string
  severity: number
  status: string
  statusReason: string | null
  evidence: Record<string, unknown>
  explanation: { nodes?: Node[]; rows?: Record<string, string | string[] | null>; parameters?: Record<string, unknown> }
  escalation: number
  escalatedAt: string | null
  firstSeenAt: string
  lastSeenAt: string
  timesSeen: number
  missedRuns: number
  dueAt: string | null
  snoozedUntil: string | null
  closedAt: string | null
  rule: { id: string; code: string; name: string; description: string; action: string } | null
  ruleVersion: { id: string; number: number; sentence: string; expression: unknown; confirmed: number; refuted: number; precision: number | null } | null
  union: { id: string; name: string } | null
  handlerUnion: { id: string; name: string } | null
  assignee: { id: string; name: string } | null
  previous: { id: string; status: string; firstSeenAt: string } | null
  run: { id: string; asOf: string } | null
  subject: Subject | null
}

export interface Feedback {
  id: string
  verdict: string
  reason: string
  createdAt: string
}

export interface Snooze {
  id: string
  version: number
  until: string
  reason: string
  endedOn: string | null
  createdAt: string
}
