import { dayIn } from '../board/time'
import { Section } from '../desk/Desk'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { Mark } from '../Value'
import { type Notice, type Special, windowOf } from './model'

interface Props {
  notices: Notice[]
  special: Special[]
  mayChange: boolean
  done: () => void
}

/** What was made public, masked; its window in working days, and what was objected. */
export function Notices({ notices, special, mayChange, done }: Props) {
  return (
    <Section title={say('公示', 'Public notice')} note={say('文字已隐去个人信息', 'The text is masked')}>
      {notices.length === 0 && <p className="nothing">{say('尚未公示', 'No notice yet')}</p>}
      {notices.map(notice => <One key={notice.id} notice={notice} special={special} mayChange={mayChange} done={done} />)}
    </Section>
  )
}

function One({ notice, special, mayChange, done }: Omit<Props, 'notices'> & { notice: Notice }) {
  const today = dayIn(0)
  const days = windowOf(notice.startsOn, notice.endsOn, special)
  const working = days.filter(({ works }) => works)
  const left = working.filter(({ day }) => day >= today).length
  const open = today <= notice.endsOn
  const count = open
    ? say(`共 ${working.length} 个工作日，还剩 ${left} 个`, `${working.length} working days, ${left} left`)
    : say(`共 ${working.length} 个工作日，已期满`, `${working.length} working days, over`)
  return (
    <article>
      <h3>{labelOfValue('NoticeSubject', notice.subject)} · {notice.place} · {count}</h3>
      <p className="notice">{notice.text}</p>
      <ol className="days" aria-label={say('公示期', 'Window')}>
        {days.map(({ day, works, note }) => (
          <li key={day} className={[works ? '' : 'off', day < today ? 'past' : '', day === today ? 'today' : ''].join(' ')}>
            {day.slice(5)}<small>{works ? note : say(`${note} 休`, `${note}, off`)}</small>
          </li>
        ))}
      </ol>
      <ul>
        {notice.objections.nodes.map(({ id, version, raisedOn, content, status, answer }) => (
          <li key={id}>
            <p><Mark colour={status === 'OPEN' ? 'bad' : 'good'}>{labelOfValue('ObjectionStatus', status)}</Mark> {raisedOn} {content}{answer && say(`；答复：${answer}`, `; answer: ${answer}`)}</p>
            {status === 'OPEN' && mayChange && <Action name="answerObjection" id={id} version={version} done={done} label={say('答复异议', 'Answer')} />}
          </li>
        ))}
      </ul>
      {open && mayChange && <p><Action name="raiseObjection" id={notice.id} version={0} done={done} label={say('登记异议', 'Record an objection')} /></p>}
    </article>
  )
}
