export interface Aid {
  [name: string]: unknown
  id: string
  version: number
  number: string
  status: string
  kind: string
  amount: number
  approvalLevel: string | null
  person: { name: string } | null
  union: { name: string } | null
}

export interface Line {
  id: string
  version: number
  accountMask: string
  amount: number
  status: string
  failure: string | null
  gatewayReference: string | null
  settledOn: string | null
  attempt: number
  idempotencyKey: string
  assistanceRecord: { id: string; number: string; person: { name: string } | null } | null
}

export interface Return {
  id: string
  fileName: string
  rows: number
  succeeded: number
  failed: number
  refused: number
  problems: { row: number; code: string; message: string }[]
}

export interface Batch {
  [name: string]: unknown
  id: string
  version: number
  number: string
  title: string
  channel: string
  status: string
  lineCount: number
  total: number
  lockedOn: string | null
  leaderApprovedOn: string | null
  releasedOn: string | null
  collectedAt: string | null
  reconciledOn: string | null
  union: { name: string } | null
  lines: { totalCount: number; nodes: Line[]; groups: { key: { status: string }; count: number; sum: { amount: number } }[] }
  returns: { nodes: Return[] }
}

export interface Limit {
  key: string
  value: number
  validFrom: string
  validTo: string | null
}

const LEVELS = ['CENTRE_HEAD', 'VICE_CHAIR', 'CHAIR_MEETING'] as const

/** Who approves an amount, by the limits in force; a record that was judged has its level. */
export function bandOf({ approvalLevel, amount }: Aid, limits: Limit[], today: string): string {
  if (approvalLevel) return approvalLevel
  const limit = (key: string) => Number(limits.find(one => one.key === key && one.validFrom <= today && (one.validTo === null || one.validTo > today))?.value ?? 0)
  if (amount <= limit('centre_head_limit')) return LEVELS[0]
  return amount <= limit('vice_chair_limit') ? LEVELS[1] : LEVELS[2]
}

export const BANDS: readonly string[] = LEVELS

export function sumOf(lines: { amount: number }[]): number {
  return lines.reduce((sum, { amount }) => sum + Number(amount), 0)
}
