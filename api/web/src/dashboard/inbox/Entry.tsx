import { Button } from 'antd'
import { Link } from 'react-router'
import { labelOfValue, say } from '../language'
import { instant, Mark } from '../Value'
import type { Raised } from './Inbox'

interface Props {
  alert: Raised
  /** Whether the tab key stops at this one. */
  current: boolean
  fresh: boolean
  mayAcknowledge: boolean
  acknowledge: () => void
  focused: () => void
}

/** One alert of the inbox; unread until somebody says that it was heard. */
export function Entry({ alert, current, fresh, mayAcknowledge, acknowledge, focused }: Props) {
  const { level, status, raisedAt, rule, topic, subject, division, event } = alert
  const unread = status === 'RAISED'
  const about = [topic && labelOfValue('Topic', topic), division?.name, labelOfValue('AlertRule', rule), event?.code].filter(Boolean).join(' · ')
  return (
    <li className={`inbox-entry level-edge-${level}${unread ? ' unread' : ''}`} data-alert={alert.id} tabIndex={current ? 0 : -1} onFocus={focused}>
      <span className="inbox-title">
        <Mark colour={`level-${level}`}>{labelOfValue('OpinionLevel', level)}</Mark>
        {event ? <Link to={`/events/${event.id}`}>{event.title}</Link> : <span>{subject}</span>}
        {fresh && <strong className="late">{say('新', 'New')}</strong>}
      </span>
      <span className="inbox-state">
        {unread ? <strong>{labelOfValue('AlertStatus', status)}</strong> : labelOfValue('AlertStatus', status)}
        {unread && mayAcknowledge && <Button size="small" onClick={acknowledge}>{say('接收', 'Acknowledge')}</Button>}
      </span>
      <small><time dateTime={raisedAt}>{instant(raisedAt)}</time> · {about}</small>
    </li>
  )
}
