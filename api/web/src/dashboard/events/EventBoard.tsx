import { Alert, Button, Segmented, Spin } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { useDocument } from '../documents'
import { labelOfValue, say } from '../language'
import { changed } from '../list/view'
import { useAlerts } from '../useAlerts'
import { useAnswer } from '../useAnswer'
import { useStale } from '../useStale'
import { Mark, number } from '../Value'
import { Card } from './Card'
import { EventSheet } from './EventSheet'
import { type Event, LEVELS, type Nodes, STATES } from './model'
import { useNow } from './useNow'
import '../desk/desk.css'
import './events.css'

interface Found extends Nodes<Event> {
  totalCount: number
  byLevel: { key: { level: string }; count: number }[]
  byStatus: { key: { status: string }; count: number }[]
}

interface Duty {
  id: string
  post: string
  user: { name: string } | null
}

/** The events in hand with their clocks, or one of them at work. */
export default function EventBoard() {
  const { id } = useParams()
  return id ? <EventSheet key={id} id={id} /> : <Board />
}

function Board() {
  useDocument('eventBoard')
  const now = useNow()
  const [address, setAddress] = useSearchParams()
  const wanted = LEVELS.filter(level => (address.get('is.level') ?? LEVELS.join(',')).split(',').includes(level))
  const { data, failure, loading, again } = useAnswer('eventBoard', { filter: { level: { in: wanted }, status: { in: STATES } } })
  const { live, told } = useAlerts(true)
  useStale(live, told, again)
  const found = data?.['opinionEvents'] as Found | undefined
  const byState = address.get('by') === 'state'
  const change = (changes: Record<string, string | null>) => setAddress(changed(address, changes))
  return (
    <section className="event-board">
      <div className="page-head">
        <h1>{say('舆情事件看板', 'Event board')}</h1>
        <span role="status">{found ? say(`在办 ${number(found.totalCount)} 件`, `${number(found.totalCount)} in hand`) : ''}</span>
        <OnDuty shifts={(data?.['dutyShifts'] as Nodes<Duty> | undefined)?.nodes} />
        <span className="page-tools">
          <Segmented aria-label={say('分组', 'Group by')} value={byState ? 'state' : 'level'} onChange={value => change({ by: value === 'state' ? 'state' : null })}
            options={[{ value: 'level', label: say('按等级', 'By level') }, { value: 'state', label: say('按状态', 'By state') }]} />
          {wanted.length < LEVELS.length && <Button onClick={() => change({ 'is.level': null })}>{say('全部等级', 'All levels')}</Button>}
          <Button onClick={again}>{say('刷新', 'Refresh')}</Button>
        </span>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading && !found}>
        <div className={byState ? 'event-columns by-state' : 'event-columns'}>
          {found && columnsOf(found, byState, wanted).map(({ name, colour, label, count, events, list }) => (
            <section key={name} className="event-column" aria-label={label}>
              <h2>{colour ? <Mark colour={colour}>{label}</Mark> : label} <span className="badge">{number(count)}</span></h2>
              {count === 0 && <p className="nothing">{say('没有', 'None')}</p>}
              <ul>{events.map(event => <Card key={event.id} event={event} now={now} done={again} />)}</ul>
              {count > events.length && <p className="tile-definition">{say(`此处列出分值最高的 ${events.length} 件，`, `The ${events.length} of the highest score; `)}<Link to={list}>{say('全部见列表', 'all in the list')}</Link></p>}
            </section>
          ))}
        </div>
      </Spin>
    </section>
  )
}

/** The columns of the board; by state only those that hold something. */
function columnsOf({ nodes, byLevel, byStatus }: Found, byState: boolean, levels: string[]) {
  if (!byState) {
    return levels.map(name => ({
      name, colour: `level-${name}`, label: labelOfValue('OpinionLevel', name), count: byLevel.find(({ key }) => key.level === name)?.count ?? 0, events: nodes.filter(({ level }) => level === name), list: `/event-list?is.level=${name}&is.status=${STATES.join(',')}`,
    }))
  }
  return STATES.map(name => ({
    name, colour: '', label: labelOfValue('EventStatus', name), count: byStatus.find(({ key }) => key.status === name)?.count ?? 0, events: nodes.filter(({ status }) => status === name), list: `/event-list?is.level=${levels.join(',')}&is.status=${name}`,
  })).filter(({ count }) => count > 0)
}

function OnDuty({ shifts }: { shifts: Duty[] | undefined }) {
  if (!shifts) return null
  const names = shifts.map(({ post, user }) => `${labelOfValue('DutyPost', post)} ${user?.name ?? say('（范围外）', '(out of scope)')}`)
  return <span>{say('现在值班：', 'On duty: ')}{names.join('、') || <strong className="late">{say('无人', 'nobody')}</strong>}</span>
}
