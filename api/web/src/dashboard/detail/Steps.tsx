import type { Field } from 'virtual:documents'
import type { Row } from '../ask'
import { Action } from '../form/Action'
import machines from '../machines.json'
import type { Page } from '../pages'

const MACHINES: Record<string, Record<string, string[]>> = machines

/** Steps that have no choice of state: the one that they lead to. */
const LEADS_TO: Record<string, string> = {
  assignFinding: 'ASSIGNED', snoozeSubject: 'SNOOZED', startFinding: 'IN_PROGRESS', resolveFinding: 'RESOLVED', dismissFinding: 'DISMISSED', snoozeFinding: 'SNOOZED', verifyFinding: 'VERIFIED', closeFinding: 'CLOSED',
  lockPaymentBatch: 'LOCKED', checkPaymentBatch: 'FINANCE_CHECKED', approvePaymentBatch: 'LEADER_APPROVED', reconcilePaymentBatch: 'RECONCILED', closePaymentBatch: 'CLOSED',
  releaseTransfer: 'RELEASED', completeTransfer: 'COMPLETED', cancelTransfer: 'CANCELLED', confirmOpinionEvent: 'CONFIRMED', dismissOpinionEvent: 'FALSE_ALARM', reviewOpinionEvent: 'REVIEWED',
  allotBudget: 'ALLOTTED', auditBudget: 'AUDITED',
}
/** States without a table of rules: in which of them a step can be taken. */
const TAKEN_IN: Record<string, string[]> = {
  cancelJobRun: ['QUEUED', 'RUNNING', 'RETRYING'], retryJobRun: ['DEAD'], discardJobRun: ['DEAD'],
  decideExport: ['PENDING'],
  openFindingCase: ['OPEN', 'ASSIGNED', 'IN_PROGRESS', 'SNOOZED'],
}
/** Steps in which a state is chosen, so that one without a legal state is left out. */
const CHOOSES = /^change\w*Status$|^decideAssistance$|^advanceOpinionEvent$|^changeBooking$|^changeScreeningPlan$|^reviewSixHaves$/

interface Props {
  page: Page
  row: Row
  fields: Field[]
  done: () => void
}

/** What may be done next with a thing, by its state. */
export function Steps({ page, row, fields, done }: Props) {
  const field = fields.find(({ name }) => name === 'status' || name === 'state')
  const state = String(row[field?.name ?? ''])
  const allowed = MACHINES[field?.values ?? '']?.[state] ?? (row['nextSteps'] as string[] | undefined)
  const open = (page.actions ?? []).filter(action => isOpen(action, state, allowed, row))
  return (
    <>
      {open.map(name => (
        <Action key={name} name={name} id={String(row['id'])} version={Number(row['version'])} done={done} present={row} {...(CHOOSES.test(name) && { allowed })} />
      ))}
    </>
  )
}

function isOpen(action: string, state: string, allowed: string[] | undefined, row: Row): boolean {
  if (action === 'disableUser' || action === 'enableUser') return (row['disabledAt'] === null) === (action === 'disableUser')
  const target = LEADS_TO[action]
  if (target) return allowed?.includes(target) ?? false
  if (TAKEN_IN[action]) return TAKEN_IN[action].includes(state)
  return !CHOOSES.test(action) || allowed === undefined || allowed.length > 0
}
