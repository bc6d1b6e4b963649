import { Link } from 'react-router'
import { labelOfValue, say } from '../language'
import { Mark } from '../Value'
import { Countdown } from './Countdown'
import type { Event } from './model'
import { NextSteps } from './Steps'

/** One event on the board: what it is, whose it is, what is due when, what may be done. */
export function Card({ event, now, done }: { event: Event; now: number; done: () => void }) {
  const { id, title, topic, employer, level, status, itemCount, isRestricted, division, union, owner, clocks } = event
  const place = [division?.name, employer, union?.name].filter(Boolean).join(' · ')
  return (
    <li className={`event-card level-edge-${level}`}>
      <h3><Link to={`/events/${id}`}>{title}</Link></h3>
      <p className="event-facts">
        <Mark colour={`level-${level}`}>{labelOfValue('OpinionLevel', level)}</Mark>
        <span>{labelOfValue('EventStatus', status)}</span>
        <span>{labelOfValue('Topic', topic)}</span>
        {isRestricted && <strong className="late">{say('心理危机，限专人', 'Crisis, restricted')}</strong>}
      </p>
      <p><Countdown clocks={clocks.nodes} now={now} /></p>
      <p className="event-facts">
        {place && <span>{place}</span>}
        <span>{say(`信息 ${itemCount} 条`, `${itemCount} items`)}</span>
        <span>{owner ? say(`承办 ${owner.name}`, `By ${owner.name}`) : say('无人承办', 'Nobody has it')}</span>
      </p>
      <div className="event-steps"><NextSteps event={event} done={done} /></div>
    </li>
  )
}
