import { labelOfValue, say } from '../language'
import { type Clock, isLate, nextOf, spanOf } from './model'

/** How long until the next deadline of SM-EVT, or for how long it has been missed. */
export function Countdown({ clocks, now }: { clocks: Clock[]; now: number }) {
  const clock = nextOf(clocks)
  if (!clock) return <span className="countdown nothing">{say('没有运行中的时限', 'No clock runs')}</span>
  const kind = labelOfValue('ClockKind', clock.kind)
  const left = Date.parse(clock.dueAt) - now
  const late = isLate(clock, now)
  return (
    <time className={late ? 'countdown late' : 'countdown'} dateTime={clock.dueAt}>
      {late && <strong>{say('已超时 ', 'Overdue ')}{spanOf(left)}</strong>}
      {!late && left >= 0 && <strong>{say('剩 ', 'Left ')}{spanOf(left)}</strong>}
      {!late && left < 0 && <strong>{say('跟踪期已满', 'Watched long enough')}</strong>}
      {' '}{kind}{clock.escalation > 0 && say(` · 已升级督办 ${clock.escalation} 次`, ` · escalated ×${clock.escalation}`)}
    </time>
  )
}
