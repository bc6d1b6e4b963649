import { Alert, Button, Spin } from 'antd'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { useUser } from '../user'
import { Mark, money } from '../Value'
import { BankFile } from './BankFile'
import { Lines } from './Lines'
import type { Batch } from './model'
import { Reconciliation } from './Reconciliation'

const ORDER = ['BUILDING', 'LOCKED', 'FINANCE_CHECKED', 'LEADER_APPROVED', 'EXPORTED', 'BANK_RETURNED', 'RECONCILED', 'CLOSED']
/** The step that leads out of a state, and the right that it takes. */
const NEXT: Record<string, [string, string[]]> = {
  BUILDING: ['lockPaymentBatch', ['PAY', 'REVIEW']], LOCKED: ['checkPaymentBatch', ['PAY']], FINANCE_CHECKED: ['approvePaymentBatch', ['DECIDE']],
  LEADER_APPROVED: ['releasePaymentBatch', ['PAY']], BANK_RETURNED: ['reconcilePaymentBatch', ['PAY']], RECONCILED: ['closePaymentBatch', ['PAY']],
}

/** One batch: how far it is, its sums, its way to the bank and back, its lines. */
export function BatchSheet({ id, changed }: { id: string; changed: () => void }) {
  useDocument('paymentBatch')
  const { rights = {} } = useUser()
  const { data, failure, again } = useAnswer('paymentBatch', { id })
  const batch = data?.['paymentBatch'] as Batch | null | undefined
  if (failure) return <Alert type="error" showIcon title={failure} />
  if (data && !batch) return <Alert type="info" showIcon title={say('没有这个批次，或不在您的权限范围内。', 'There is no such batch within your scope.')} />
  if (!batch) return <Spin><p className="panel" role="status">{say('正在打开……', 'Opening…')}</p></Spin>
  const may = (...wanted: string[]) => (rights['ASSISTANCE'] ?? []).some(right => wanted.includes(right))
  const done = () => {
    again()
    changed()
  }
  const [step, wanted] = NEXT[batch.status] ?? []
  const paysByFile = batch.channel === 'BANK_FILE' && ORDER.indexOf(batch.status) >= ORDER.indexOf('EXPORTED')
  return (
    <>
      <section className="panel work-head">
        <h2>{batch.title} · {batch.number}</h2>
        <Mark colour={batch.status === 'CLOSED' ? 'good' : 'busy'}>{labelOfValue('BatchStatus', batch.status)}</Mark>
        <span>{labelOfValue('PaymentChannel', batch.channel)} · {batch.union?.name}</span>
        <span className="page-tools"><Button onClick={() => window.print()}>{say('打印', 'Print')}</Button></span>
        <Hands batch={batch} />
        {step && may(...wanted!) && (
          <div className="next-steps">
            <Action name={step} id={batch.id} version={batch.version} done={done} primary />
            <span className="tile-definition">{say(`${batch.lineCount} 笔，${money(batch.total)} 元；经手前一步的人不能办理这一步`, `${batch.lineCount} lines, ${money(batch.total)} yuan; not by whoever took the step before`)}</span>
          </div>
        )}
      </section>
      <Reconciliation batch={batch} />
      {paysByFile && may('PAY') && <BankFile batch={batch} done={done} />}
      <Lines batch={batch} mayPay={may('PAY', 'REVIEW')} done={done} />
    </>
  )
}

/** The hands that a batch goes through, each another person's. */
function Hands({ batch }: { batch: Batch }) {
  const at = ORDER.indexOf(batch.status)
  const stations: [string, string, string | null][] = [
    ['LOCKED', say('编制、锁定', 'Built, locked'), batch.lockedOn],
    ['FINANCE_CHECKED', say('财务复核', 'Finance check'), null],
    ['LEADER_APPROVED', say('领导审批', 'Approval'), batch.leaderApprovedOn],
    ['EXPORTED', say('送银行', 'To the bank'), batch.releasedOn],
    ['RECONCILED', say('回盘、对账', 'Return, reconciled'), batch.reconciledOn],
  ]
  const now = stations.findIndex(([state]) => ORDER.indexOf(state) > at)
  return (
    <ol className="hands next-steps">
      {stations.map(([state, name, day], place) => (
        <li key={state} className={place === now ? 'now' : ORDER.indexOf(state) <= at ? 'done' : undefined} aria-current={place === now ? 'step' : undefined}>
          {name}<small>{day ?? (ORDER.indexOf(state) <= at ? say('已办', 'Done') : say('待办', 'To do'))}</small>
        </li>
      ))}
    </ol>
  )
}
