import { Checkbox } from 'antd'
import { useState } from 'react'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { useUser } from '../user'
import { money } from '../Value'
import { type Aid, sumOf } from './model'

/** What may be paid, and a batch out of what is chosen. */
export function Compose({ found, done }: { found: { totalCount: number; nodes: Aid[] }; done: () => void }) {
  useDocument('buildPaymentBatch')
  const { rights = {} } = useUser()
  const [chosen, setChosen] = useState<string[]>([])
  const lines = found.nodes
  const picked = lines.filter(({ id }) => chosen.includes(id))
  const mayBuild = (rights['ASSISTANCE'] ?? []).some(right => right === 'PAY' || right === 'REVIEW')
  const all = picked.length === lines.length && lines.length > 0
  const choose = (id: string, wanted: boolean) => setChosen(wanted ? [...chosen, id] : chosen.filter(one => one !== id))

  function built(): void {
    setChosen([])
    done()
  }

  return (
    <Section title={say('待编批次', 'Ready to pay')} note={say(`共 ${found.totalCount} 笔已公示期满`, `${found.totalCount} whose notice is over`)}
      tools={mayBuild && picked.length > 0 && <Action primary name="buildPaymentBatch" done={built} given={{ assistanceIds: picked.map(({ id }) => id) }} label={say(`编制批次（${picked.length} 笔，${money(sumOf(picked))} 元）`, `Build a batch (${picked.length}, ${money(sumOf(picked))} yuan)`)} />}>
      {lines.length > 0 && mayBuild && <Checkbox checked={all} indeterminate={picked.length > 0 && !all} onChange={({ target }) => setChosen(target.checked ? lines.map(({ id }) => id) : [])}>{say('全选', 'All')}</Checkbox>}
      <Ledger label={say('待编批次', 'Ready to pay')} lines={lines} keyOf={({ id }) => id} empty={say('没有待发放的帮扶', 'Nothing is ready')}
        columns={[
          ...(mayBuild ? [{ title: say('选', 'Choose'), of: ({ id, number }: Aid) => <Checkbox aria-label={number} checked={chosen.includes(id)} onChange={({ target }) => choose(id, target.checked)} /> }] : []),
          { title: say('编号', 'Number'), tight: true, of: ({ number }) => number },
          { title: say('领取人', 'Payee'), of: ({ person }) => person?.name },
          { title: say('类型', 'Kind'), of: ({ kind }) => labelOfValue('AssistanceKind', kind) },
          { title: say('审批', 'Approved by'), of: ({ approvalLevel }) => approvalLevel && labelOfValue('ApprovalLevel', approvalLevel) },
          { title: say('金额（元）', 'Yuan'), right: true, of: ({ amount }) => money(amount) },
        ]} />
    </Section>
  )
}
