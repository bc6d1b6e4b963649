export interface Event {
  id: string
  at: string
  actor: string
  action: string
  entity: string
  entityId: string | null
  /** Before and after, by column; a sealed one by its name alone. */
  changes: Record<string, unknown>
  rows: number
  reason: string | null
  address: string | null
  requestId: string
  lane: number
  number: number
  intact: boolean
}
