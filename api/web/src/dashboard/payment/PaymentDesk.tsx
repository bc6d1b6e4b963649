import { useParams } from 'react-router'
import { Desk } from '../desk/Desk'
import { useDocument } from '../documents'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { money } from '../Value'
import { Approvals } from './Approvals'
import { BatchSheet } from './BatchSheet'
import { Compose } from './Compose'
import type { Aid, Batch, Limit } from './model'

interface Found<One> {
  totalCount: number
  nodes: One[]
}

/** Approvals and what may be paid; and each batch on its way to the bank and back. */
export default function PaymentDesk() {
  useDocument('paymentDesk')
  const { id } = useParams()
  const { data, failure, loading, again } = useAnswer('paymentDesk', {})
  const batches = data?.['paymentBatches'] as Found<Batch> | undefined
  const entries = (batches?.nodes ?? []).map(({ id: key, title, status, total, lineCount }) => ({
    id: key,
    title,
    note: `${labelOfValue('BatchStatus', status)} · ${say(`${lineCount} 笔`, `${lineCount} lines`)}`,
    aside: money(total),
  }))
  return (
    <Desk title={say('发放工作台', 'Payment desk')} waiting={say('在办批次', 'Open batches')} path="payments" entries={entries} total={batches?.totalCount ?? 0} loading={loading && !batches} failure={failure} chosen={id}>
      {id && <BatchSheet key={id} id={id} changed={again} />}
      {!id && data && (
        <>
          <Approvals found={data['waiting'] as Found<Aid>} limits={(data['ruleParameters'] as Found<Limit>).nodes} done={again} />
          <Compose found={data['ready'] as Found<Aid>} done={again} />
        </>
      )}
    </Desk>
  )
}
