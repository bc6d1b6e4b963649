import { Link } from 'react-router'
import { dayIn } from '../board/time'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { useUser } from '../user'
import { money } from '../Value'
import { type Aid, bandOf, BANDS, type Limit, sumOf } from './model'

const DECISIONS = ['APPROVED', 'RETURNED', 'REJECTED']

interface Props {
  found: { totalCount: number; nodes: Aid[] }
  limits: Limit[]
  done: () => void
}

/** What waits for approval, by the band of its amount: whose decision it is. */
export function Approvals({ found, limits, done }: Props) {
  useDocument('decideAssistance')
  const { rights = {} } = useUser()
  const today = dayIn(0)
  const mayDecide = (band: string) => (rights['ASSISTANCE'] ?? []).some(right => right === 'DECIDE' || (band === 'CENTRE_HEAD' && right === 'REVIEW'))
  return (
    <Section title={say('待审批', 'To approve')} note={say(`共 ${found.totalCount} 笔；申请人、初审人、复核人不得审批同一笔`, `${found.totalCount} in all; who asked, checked or reviewed may not approve`)}>
      {found.nodes.length === 0 && <p className="nothing">{say('没有待审批的帮扶', 'Nothing waits for approval')}</p>}
      {BANDS.map(band => {
        const lines = found.nodes.filter(aid => bandOf(aid, limits, today) === band)
        if (lines.length === 0) return null
        return (
          <div key={band}>
            <h3>{labelOfValue('ApprovalLevel', band)} · {say(`${lines.length} 笔`, `${lines.length}`)} · {money(sumOf(lines))}</h3>
            <Ledger label={labelOfValue('ApprovalLevel', band)} lines={lines} keyOf={({ id }) => id}
              columns={[
                { title: say('编号', 'Number'), tight: true, of: ({ id, number }) => <Link to={`/aid/${id}`}>{number}</Link> },
                { title: say('申请人', 'Person'), of: ({ person }) => person?.name },
                { title: say('类型', 'Kind'), of: ({ kind }) => labelOfValue('AssistanceKind', kind) },
                { title: say('工会', 'Union'), of: ({ union }) => union?.name },
                { title: say('金额（元）', 'Yuan'), right: true, of: ({ amount }) => money(amount) },
                { title: say('办理', 'Decide'), right: true, of: aid => mayDecide(band) && <Action name="decideAssistance" id={aid.id} version={aid.version} done={done} allowed={DECISIONS} present={aid} label={say('审批', 'Decide')} /> },
              ]} />
          </div>
        )
      })}
    </Section>
  )
}
