import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { useUser } from '../user'
import { instant, Mark } from '../Value'
import { type Clock, type Delivery, isLate, type LevelChange, type Raised, spanOf } from './model'

/** Each time limit of the event, and to whom it was taken when it passed. */
export function Clocks({ clocks, now }: { clocks: Clock[]; now: number }) {
  return (
    <Section title={say('处置时限', 'Time limits')}>
      <Ledger label={say('处置时限', 'Time limits')} lines={clocks} keyOf={({ id }) => id}
        columns={[
          { title: say('时限', 'Limit'), of: ({ kind }) => labelOfValue('ClockKind', kind) },
          { title: say('到期', 'Due'), tight: true, of: ({ dueAt }) => instant(dueAt) },
          { title: say('状态', 'State'), of: clock => <State clock={clock} now={now} /> },
          { title: say('升级督办', 'Escalated'), of: ({ escalation, escalatedAt }) => (escalation > 0 ? say(`${escalation} 次，${instant(escalatedAt)}`, `×${escalation}, ${instant(escalatedAt)}`) : null) },
        ]} />
    </Section>
  )
}

function State({ clock, now }: { clock: Clock; now: number }) {
  const told = labelOfValue('ClockStatus', clock.status)
  const left = Date.parse(clock.dueAt) - (clock.endedAt ? Date.parse(clock.endedAt) : now)
  if (isLate(clock, now)) return <span className="late">{told}{say(`，超时 ${spanOf(left)}`, `, ${spanOf(left)} late`)}</span>
  return <>{told}{clock.status === 'RUNNING' && left > 0 && say(`，剩 ${spanOf(left)}`, `, ${spanOf(left)} left`)}</>
}

/** The alerts that were raised, and the proof that each was delivered. */
export function Sent({ alerts, done }: { alerts: Raised[]; done: () => void }) {
  const { rights = {} } = useUser()
  const may = (rights['OPINION'] ?? []).some(right => right === 'REVIEW' || right === 'DECIDE')
  return (
    <Section title={say('预警与送达', 'Alerts and deliveries')}>
      <Ledger label={say('预警与送达', 'Alerts and deliveries')} lines={alerts} keyOf={({ id }) => id}
        columns={[
          { title: say('发出', 'Raised'), tight: true, of: ({ raisedAt }) => instant(raisedAt) },
          { title: say('等级', 'Level'), of: ({ level }) => <Mark colour={`level-${level}`}>{labelOfValue('OpinionLevel', level)}</Mark> },
          { title: say('规则', 'Rule'), of: ({ rule }) => labelOfValue('AlertRule', rule) },
          { title: say('状态', 'State'), of: ({ status }) => labelOfValue('AlertStatus', status) },
          { title: say('外部送达', 'Sent out'), of: ({ deliveries }) => (deliveries.nodes.length > 0 ? <ul className="told">{deliveries.nodes.map(one => <li key={one.id}><Proof delivery={one} /></li>)}</ul> : say('仅站内', 'In the platform only')) },
          ...(may && alerts.some(({ status }) => status === 'RAISED') ? [{ title: say('办理', 'Step'), right: true, of: ({ id, version, status }: Raised) => (status === 'RAISED' ? <Action name="acknowledgeOpinionAlert" id={id} version={version} done={done} label={say('接收', 'Acknowledge')} /> : null) }] : []),
        ]} />
    </Section>
  )
}

function Proof({ delivery: { status, attempts, sentAt, nextTryAt, proof, error, channel } }: { delivery: Delivery }) {
  const told = [labelOfValue('AlertDeliveryStatus', status), sentAt ? instant(sentAt) : say(`下次 ${instant(nextTryAt)}`, `next ${instant(nextTryAt)}`), say(`${attempts} 次尝试`, `${attempts} tries`), proof && say(`凭证 ${proof}`, `proof ${proof}`)]
  return <>{channel && <strong>{channel.name} </strong>}{told.filter(Boolean).join(' · ')}{error && <span className="late"> {error}</span>}</>
}

/** Who wished the level changed, and what the second person said. */
export function Levels({ changes, done }: { changes: LevelChange[]; done: () => void }) {
  const { rights = {} } = useUser()
  if (changes.length === 0) return null
  const open = (rights['OPINION'] ?? []).includes('DECIDE') && changes.some(({ status }) => status === 'REQUESTED')
  return (
    <Section title={say('等级变更', 'Changes of level')}>
      <Ledger label={say('等级变更', 'Changes of level')} lines={changes} keyOf={({ id }) => id}
        columns={[
          { title: say('提出', 'Requested'), tight: true, of: ({ requestedAt }) => instant(requestedAt) },
          { title: say('变更', 'Change'), of: ({ fromLevel, toLevel }) => `${labelOfValue('OpinionLevel', fromLevel)} → ${labelOfValue('OpinionLevel', toLevel)}` },
          { title: say('状态', 'State'), of: ({ status }) => labelOfValue('LevelChangeStatus', status) },
          { title: say('理由', 'Reason'), of: ({ reason }) => reason },
          { title: say('意见', 'Decision'), of: ({ decidedAt, decisionNote }) => decidedAt && [instant(decidedAt), decisionNote].filter(Boolean).join(' ') },
          ...(open ? [{ title: say('办理', 'Step'), right: true, of: ({ id, version, status }: LevelChange) => (status === 'REQUESTED' ? <Action name="decideLevelChange" id={id} version={version} done={done} label={say('确认或否决', 'Decide')} /> : null) }] : []),
        ]} />
    </Section>
  )
}
