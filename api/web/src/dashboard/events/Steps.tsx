import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { useUser } from '../user'
import type { Event } from './model'

interface Props {
  event: Event
  done: () => void
}

/** What may be done next with an event, by the states that the server says may follow. */
export function NextSteps({ event, done }: Props) {
  const { rights = {} } = useUser()
  if (!(rights['OPINION'] ?? []).some(right => right === 'REVIEW' || right === 'DECIDE')) return null
  const shared = { id: event.id, version: event.version, done }
  const waitsForCase = event.nextSteps.includes('SOLVING') && !event.rightsCase
  const screened = event.status === 'DETECTED' || event.status === 'SCREENED'
  return (
    <>
      {screened && <Action {...shared} name="confirmOpinionEvent" label={say('确认属实', 'Confirm')} primary />}
      {screened && <Action {...shared} name="dismissOpinionEvent" label={say('排除', 'Dismiss')} />}
      {waitsForCase && <Action {...shared} name="openOpinionCase" label={say('立案', 'Open a case')} primary />}
      {!screened && !waitsForCase && event.nextSteps.map(status => <Step key={status} {...shared} status={status} />)}
    </>
  )
}

function Step({ status, ...shared }: { status: string; id: string; version: number; done: () => void }) {
  const label = say(`转为${labelOfValue('EventStatus', status)}`, labelOfValue('EventStatus', status))
  if (status === 'REVIEWED') return <Action {...shared} name="reviewOpinionEvent" label={say('复盘', 'Review')} primary />
  return <Action {...shared} name="advanceOpinionEvent" given={{ status }} label={label} primary />
}

const ENDED = ['FALSE_ALARM', 'OUT_OF_AREA', 'CLOSED', 'REVIEWED']

/** What may be done without moving the event. */
export function OtherSteps({ event, done }: Props) {
  const { rights = {} } = useUser()
  if (ENDED.includes(event.status) || !(rights['OPINION'] ?? []).some(right => right === 'REVIEW' || right === 'DECIDE')) return null
  const shared = { id: event.id, version: event.version, done }
  return (
    <span className="page-tools">
      <Action {...shared} name="takeOpinionEvent" label={say('接手', 'Take over')} />
      <Action {...shared} name="noteOpinionEvent" label={say('登记处置情况', 'Note')} />
      {event.level !== 'RED' && <Action {...shared} name="raiseOpinionLevel" label={say('提高等级', 'Raise')} />}
      {event.level !== 'LOG' && <Action {...shared} name="lowerOpinionLevel" label={say('提请降级', 'Lower')} />}
    </span>
  )
}
