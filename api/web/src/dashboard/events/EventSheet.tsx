import { Alert, Button, Spin } from 'antd'
import { Link } from 'react-router'
import { Section } from '../desk/Desk'
import { useDocument } from '../documents'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { instant, Mark, number } from '../Value'
import { Countdown } from './Countdown'
import { Clocks, Levels, Sent } from './Ledgers'
import type { Full, Item, Taken } from './model'
import { NextSteps, OtherSteps } from './Steps'
import { useNow } from './useNow'

const FACTORS: Record<string, [string, string]> = {
  TOPIC: ['主题', 'Topic'], PEOPLE: ['涉及人数', 'People'], REACH: ['传播', 'Reach'], HARM: ['危害', 'Harm'], OFFICIAL_MEDIA: ['公开媒体', 'Media'], KEY_PERIOD: ['重点时段', 'Key period'], SPIKE: ['短时激增', 'Spike'], READER: ['模型研读（不计分）', 'What the model reads (no points)'],
}

/** All of one event that somebody decides by, and what may be done next. */
export function EventSheet({ id }: { id: string }) {
  useDocument('eventSheet')
  const now = useNow()
  const { data, failure, again } = useAnswer('eventSheet', { id })
  const event = data?.['opinionEvent'] as Full | null | undefined
  if (failure) return <Alert type="error" showIcon title={failure} />
  if (data && !event) return <Alert type="info" showIcon title={say('没有这个事件，或不在您的权限范围内。', 'There is no such event within your scope.')} />
  if (!event) return <Spin><p className="panel" role="status">{say('正在打开……', 'Opening…')}</p></Spin>
  return (
    <section className="event-sheet">
      <div className="page-head">
        <h1><Link to="/events">{say('舆情事件看板', 'Event board')}</Link> / {event.code}</h1>
        <span className="page-tools"><Button onClick={() => window.print()}>{say('打印', 'Print')}</Button></span>
      </div>
      <div className="work">
        <Head event={event} now={now} done={again} />
        <div className="two">
          <Items items={event.items.nodes} total={event.items.totalCount} />
          <div className="work">
            <Why items={event.items.nodes} score={event.score} />
            <Clocks clocks={event.clocks.nodes} now={now} />
          </div>
        </div>
        <Sent alerts={event.alerts.nodes} done={again} />
        <Levels changes={event.levelChanges.nodes} done={again} />
        <Trail steps={event.steps.nodes} />
      </div>
    </section>
  )
}

function Head({ event, now, done }: { event: Full; now: number; done: () => void }) {
  const { rightsCase } = event
  const facts: [string, unknown][] = [
    [say('主题', 'Topic'), labelOfValue('Topic', event.topic)], [say('乡镇', 'Township'), event.division?.name], [say('用人单位', 'Employer'), event.employer], [say('承办工会', 'Union'), event.union?.name],
    [say('承办人', 'Owner'), event.owner?.name ?? say('无人承办', 'nobody')], [say('最早出现', 'First seen'), instant(event.firstSeenAt)], [say('最近出现', 'Last seen'), instant(event.lastSeenAt)],
    [say('维权案件', 'Case'), rightsCase && `${rightsCase.number} · ${labelOfValue('CaseStatus', rightsCase.status)}${rightsCase.isOverdue ? say(' · 已超期', ' · overdue') : ''}`],
    [say('说明', 'Note'), event.statusReason], [say('办结', 'Closed'), event.closedAt && instant(event.closedAt)], [say('成因', 'Cause'), event.reviewCause], [say('改进措施', 'Lessons'), event.reviewLessons],
  ]
  return (
    <section className="panel work-head">
      <h2>{event.title}</h2>
      <Mark colour={`level-${event.level}`}>{labelOfValue('OpinionLevel', event.level)}</Mark>
      <strong className="event-state">{labelOfValue('EventStatus', event.status)}</strong>
      {event.isRestricted && <strong className="late">{say('心理危机，限专人', 'Crisis, restricted')}</strong>}
      <Countdown clocks={event.clocks.nodes} now={now} />
      <dl>{facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{String(value)}</dd></div>)}</dl>
      <div className="next-steps">
        <NextSteps event={event} done={done} />
        {event.nextSteps.length === 0 && <span className="tile-definition">{say('没有后续步骤', 'No further step')}</span>}
        <OtherSteps event={event} done={done} />
      </div>
    </section>
  )
}

function Items({ items, total }: { items: Item[]; total: number }) {
  return (
    <Section title={say('信息', 'Items')} note={total > items.length ? say(`最近 ${items.length} 条，共 ${number(total)} 条`, `The latest ${items.length} of ${number(total)}`) : say(`${total} 条`, `${total}`)}>
      {items.length === 0 && <p className="nothing">{say('没有您可查看的信息', 'None that you may see')}</p>}
      <ul className="event-items">
        {items.map(({ id, title, text, url, occurredAt, stance, level, isRepost, source }) => (
          <li key={id}>
            {title && <strong>{title}</strong>}
            <p>{text}</p>
            <small>
              <time dateTime={occurredAt}>{instant(occurredAt)}</time> · {source?.name ?? say('来源（范围外）', 'Source (out of scope)')} · {labelOfValue('Stance', stance)} · {labelOfValue('OpinionLevel', level)}
              {isRepost && say(' · 转发', ' · repost')}{' · '}<Link to={`/items/${id}`}>{say('详情', 'Details')}</Link>
              {url?.startsWith('http') && <> · <a href={url} rel="noreferrer noopener" target="_blank">{say('原文', 'Source')}</a></>}
            </small>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The points of the gravest item, which the event's level follows from. */
function Why({ items, score }: { items: Item[]; score: number }) {
  const gravest = [...items].sort((one, other) => other.score - one.score)[0]
  return (
    <Section title={say('等级依据', 'Why this level')} note={say(`事件 ${score} 分`, `Event: ${score} points`)}>
      {!gravest && <p className="nothing">{say('暂无', 'None')}</p>}
      <ol className="computation">
        {(gravest?.explanation ?? []).map(({ factor, points, cause }, place) => (
          <li key={place}><span>{FACTORS[factor] ? say(...FACTORS[factor]) : factor}</span><span className="result">{points > 0 ? `+${points}` : points}</span><span className="formula">{cause}</span></li>
        ))}
        {gravest && <li className="verdict"><span>{say('最重一条信息', 'The gravest item')}</span><span className="result">{gravest.score}</span></li>}
      </ol>
    </Section>
  )
}

function Trail({ steps }: { steps: Taken[] }) {
  const latest = [...steps].sort((one, other) => one.takenAt.localeCompare(other.takenAt)).reverse()
  return (
    <Section title={say('处置经过', 'History')}>
      {latest.length === 0 && <p className="nothing">{say('尚无记录', 'None yet')}</p>}
      <ol className="trail">
        {latest.map(({ id, kind, fromStatus, toStatus, level, takenAt, takerName, text }) => (
          <li key={id}>
            <time dateTime={takenAt}>{instant(takenAt)}</time>
            <span>{kind === 'STEP' ? <>{fromStatus && `${labelOfValue('EventStatus', fromStatus)} → `}<strong>{toStatus && labelOfValue('EventStatus', toStatus)}</strong></> : <strong>{labelOfValue('StepKind', kind)}{kind === 'LEVEL' && level && ` ${labelOfValue('OpinionLevel', level)}`}</strong>}{text && ` ${text}`} <small>{takerName}</small></span>
          </li>
        ))}
      </ol>
    </Section>
  )
}
