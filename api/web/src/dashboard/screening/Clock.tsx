import { Progress } from 'antd'
import { Section } from '../desk/Desk'
import { say } from '../language'
import { instant, number } from '../Value'
import type { Finding } from './finding'

const WORKED_ON = new Set(['OPEN', 'ASSIGNED', 'IN_PROGRESS'])
/** Station, township, department, leader. */
const STEPS = 4
const HOUR = 3_600_000
const HOURS_OF_DAY = 24

/** By when the finding is to be dealt with, and how often it went up the union tree for want of it. */
export function Clock({ finding }: { finding: Finding }) {
  const { dueAt, escalatedAt, firstSeenAt, escalation, status, union, handlerUnion } = finding
  const runs = dueAt !== null && WORKED_ON.has(status)
  const since = Date.parse(escalatedAt ?? firstSeenAt)
  const due = Date.parse(dueAt ?? firstSeenAt)
  const left = due - Date.now()
  const share = due > since ? Math.min(100, Math.max(0, Math.round((100 * (Date.now() - since)) / (due - since)))) : 100
  const holder = handlerUnion ?? union
  return (
    <Section title={say('处理时限', 'Clock')} note={say('逾期未处理的线索逐级上交', 'What is overdue goes up the union tree')}>
      {runs ? (
        <>
          <p className={left < 0 ? 'late' : undefined}>{instant(dueAt)}{say('前处理', ' is the deadline')}，{left < 0 ? say(`已逾期 ${spanOf(-left)}`, `${spanOf(-left)} overdue`) : say(`还有 ${spanOf(left)}`, `${spanOf(left)} left`)}</p>
          <Progress percent={share} showInfo={false} status={left < 0 ? 'exception' : 'normal'} aria-label={say(`时限已过 ${share}%`, `${share}% of the time is gone`)} />
        </>
      ) : <p className="nothing">{say('时限已停止', 'The clock has stopped')}</p>}
      <dl className="sums">
        <div><dt>{say('现由谁处理', 'With whom')}</dt><dd>{holder?.name ?? say('市总工会', 'The federation')}</dd></div>
        <div><dt>{say('已上交', 'Went up')}</dt><dd>{say(`${number(escalation)} 次`, `${number(escalation)} times`)}<small>{say(`至多 ${STEPS} 次`, `at most ${STEPS}`)}</small></dd></div>
        {escalatedAt && <div><dt>{say('最近上交', 'Last time')}</dt><dd>{instant(escalatedAt)}</dd></div>}
      </dl>
    </Section>
  )
}

function spanOf(milliseconds: number): string {
  const hours = Math.floor(milliseconds / HOUR)
  if (hours < HOURS_OF_DAY) return say(`${hours} 小时`, `${hours} h`)
  return say(`${Math.floor(hours / HOURS_OF_DAY)} 天 ${hours % HOURS_OF_DAY} 小时`, `${Math.floor(hours / HOURS_OF_DAY)} d ${hours % HOURS_OF_DAY} h`)
}
