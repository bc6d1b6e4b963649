import { Section } from '../desk/Desk'
import { say } from '../language'
import { money } from '../Value'
import type { Batch } from './model'

/** The batch's sum against those of its lines by outcome, to the fen. */
export function Reconciliation({ batch }: { batch: Batch }) {
  const of = (...states: string[]): [number, number] => {
    const groups = batch.lines.groups.filter(({ key }) => states.includes(key.status))
    return [groups.reduce((sum, { count }) => sum + count, 0), groups.reduce((fen, { sum }) => fen + Number(sum.amount), 0)]
  }
  const paid = of('SUCCESS')
  const failed = of('FAILED', 'CORRECTED', 'REQUEUED')
  const open = of('PENDING', 'SENT')
  const difference = Number(batch.total) - paid[1] - failed[1] - open[1]
  const figures: [string, [number, number]][] = [
    [say('批次总额', 'Batch'), [batch.lineCount, Number(batch.total)]], [say('发放成功', 'Paid'), paid], [say('发放失败', 'Failed'), failed], [say('未回盘', 'Open'), open],
  ]
  return (
    <Section title={say('对账', 'Reconciliation')} note={say('元；下为分，逐分相符', 'Yuan, and below in fen')}>
      <dl className="sums">
        {figures.map(([name, [count, fen]]) => (
          <div key={name}><dt>{name} · {say(`${count} 笔`, `${count}`)}</dt><dd>{money(fen)}<small>{say(`${fen} 分`, `${fen} fen`)}</small></dd></div>
        ))}
        <div><dt>{say('差额', 'Difference')}</dt><dd className={difference === 0 ? undefined : 'late'}>{money(difference)}<small>{say(`${difference} 分`, `${difference} fen`)}</small></dd></div>
      </dl>
    </Section>
  )
}
