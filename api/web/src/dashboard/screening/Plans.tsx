import { Link } from 'react-router'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import machines from '../machines.json'
import { Mark } from '../Value'
import { isPast, type Plan } from './model'

const NEXT: Record<string, string[]> = machines.PlanStatus

/** The plans that are in force or rest, with the day of the next run. */
export function Plans({ plans, mayScreen, done }: { plans: Plan[]; mayScreen: boolean; done: () => void }) {
  useDocument('makeScreeningPlan')
  return (
    <Section title={say('排查计划', 'Plans')} note={say('定期、重点、专项', 'Periodic, key, special')}
      tools={mayScreen && <Action name="makeScreeningPlan" done={done} />}>
      <Ledger label={say('排查计划', 'Plans')} lines={plans} keyOf={({ id }) => id} empty={say('没有执行中的计划', 'No plan is in force')}
        columns={[
          { title: say('计划', 'Plan'), of: ({ id, name, code }) => <Link to={`/plans/${id}`}>{name} <small>{code}</small></Link> },
          { title: say('类型', 'Kind'), tight: true, of: ({ kind }) => labelOfValue('ScreeningKind', kind) },
          { title: say('对象', 'Of whom'), of: plan => scopeOf(plan) },
          { title: say('频次', 'Rhythm'), tight: true, of: ({ rhythm }) => labelOfValue('PlanRhythm', rhythm) },
          { title: say('状态', 'State'), tight: true, of: ({ status }) => <Mark colour={status === 'ACTIVE' ? 'good' : 'busy'}>{labelOfValue('PlanStatus', status)}</Mark> },
          { title: say('上次', 'Last run'), tight: true, of: ({ lastRunOn }) => lastRunOn },
          { title: say('下次', 'Next run'), tight: true, of: ({ nextRunOn }) => nextRunOn && <span className={isPast(nextRunOn) ? 'late' : undefined}>{nextRunOn}</span> },
          ...(mayScreen ? [{ title: say('办理', 'Steps'), of: (plan: Plan) => <Steps plan={plan} done={done} /> }] : []),
        ]} />
    </Section>
  )
}

function scopeOf({ ruleCodes, targetGroup, watchList }: Plan): string {
  const rules = ruleCodes ? say(`${ruleCodes.length} 条规则`, `${ruleCodes.length} rules`) : say('该类型全部规则', 'All rules of the kind')
  return [rules, targetGroup && labelOfValue('TargetGroup', targetGroup), watchList?.name].filter(Boolean).join('，')
}

function Steps({ plan, done }: { plan: Plan; done: () => void }) {
  return (
    <span className="line-steps">
      {plan.status === 'ACTIVE' && <Action name="runScreeningPlan" id={plan.id} version={plan.version} done={done} label={say('立即运行', 'Run now')} />}
      <Action name="changeScreeningPlan" id={plan.id} version={plan.version} done={done} allowed={NEXT[plan.status]} label={say('变更', 'Change')} />
    </span>
  )
}
