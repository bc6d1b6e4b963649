import { Link } from 'react-router'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { Mark, money, number } from '../Value'
import type { Batch, Line } from './model'

const COLOURS: Record<string, string> = { SUCCESS: 'good', FAILED: 'bad', PENDING: 'busy', SENT: 'busy' }

/** The payments of a batch; a line leaves while it is built, a failed one is mended later. */
export function Lines({ batch, mayPay, done }: { batch: Batch; mayPay: boolean; done: () => void }) {
  const { totalCount, nodes } = batch.lines
  const step = (line: Line) => {
    if (!mayPay) return null
    if (batch.status === 'BUILDING') return <Action name="dropPaymentLine" id={line.id} version={line.version} done={done} label={say('移出', 'Drop')} />
    return line.status === 'FAILED' ? <Action name="correctPaymentLine" id={line.id} version={line.version} done={done} label={say('更正', 'Correct')} /> : null
  }
  return (
    <Section title={say('发放明细', 'Lines')} note={totalCount > nodes.length ? say(`前 ${nodes.length} 笔，共 ${number(totalCount)} 笔`, `The first ${nodes.length} of ${number(totalCount)}`) : say(`${totalCount} 笔`, `${totalCount}`)}>
      <Ledger label={say('发放明细', 'Lines')} lines={nodes} keyOf={({ id }) => id}
        columns={[
          { title: say('帮扶编号', 'Aid'), tight: true, of: ({ assistanceRecord }) => assistanceRecord && <Link to={`/aid/${assistanceRecord.id}`}>{assistanceRecord.number}</Link> },
          { title: say('领取人', 'Payee'), of: ({ assistanceRecord }) => assistanceRecord?.person?.name },
          { title: say('收款账户', 'Account'), tight: true, of: ({ accountMask }) => accountMask },
          { title: say('状态', 'State'), of: ({ status, failure }) => <><Mark colour={COLOURS[status] ?? ''}>{labelOfValue('LineStatus', status)}</Mark>{failure && <small className="late"> {failure}</small>}</> },
          { title: say('银行流水号', 'Reference'), of: ({ gatewayReference }) => gatewayReference },
          { title: say('到账', 'Settled'), tight: true, of: ({ settledOn }) => settledOn },
          { title: say('金额（元）', 'Yuan'), right: true, of: ({ amount }) => money(amount) },
          ...(mayPay && nodes.some(line => step(line)) ? [{ title: say('办理', 'Step'), right: true, of: step }] : []),
        ]} />
    </Section>
  )
}
