import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Section } from '../../desk/Desk'
import { Ledger } from '../../desk/Ledger'
import { useDocument } from '../../documents'
import { say } from '../../language'
import { pageOf } from '../../pages'
import { instant, Mark, number } from '../../Value'
import type { Node } from '../finding'
import { typeOfSubject } from './expression'
import { useSaving } from './useSaving'

interface Sample {
  subjectId: string
  difference: 'NEW' | 'GONE' | 'SAME'
  nodes: Node[] | null
}

export interface Trial {
  id: string
  asOf: string
  hits: number
  fresh: number
  gone: number
  same: number
  plannedCost: number
  milliseconds: number
  samples: Sample[]
  createdAt: string
}

const DIFFERENCES = { NEW: ['新增', 'new', 'bad'], GONE: ['消失', 'gone', 'good'], SAME: ['相同', 'same', 'busy'] } as const

interface Props {
  id: string
  subjectType: string
  trials: Trial[]
  mayTry: boolean
  done: () => void
}

/** Runs of the version in the shadow: the difference to what is in force, its cost, some hits. */
export function Trials({ id, subjectType, trials, mayTry, done }: Props) {
  useDocument('tryRule')
  const { busy, failure, send } = useSaving()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [last] = trials

  async function attempt(): Promise<void> {
    const tried = await send('tryRule', { input: { versionId: id }, idempotencyKey: key })
    setKey(crypto.randomUUID())
    if (tried !== null) done()
  }

  return (
    <Section title={say('试运行', 'Shadow run')} note={say('在现有数据上运行，不写入线索', 'On the live data, without writing findings')}
      tools={mayTry && <Button loading={busy} onClick={() => void attempt()}>{say('试运行', 'Try it')}</Button>}>
      {failure && <Alert type="error" showIcon title={failure} />}
      {!last && <p className="nothing">{say('尚未试运行', 'Not tried yet')}</p>}
      {last && <Difference trial={last} />}
      {last && <Samples samples={last.samples} subjectType={subjectType} />}
    </Section>
  )
}

function Difference({ trial }: { trial: Trial }) {
  const figures: [string, string, string][] = [
    [say('命中', 'Hits'), number(trial.hits), trial.asOf], [say('新增', 'New'), number(trial.fresh), say('现行版本未命中', 'not hit by what is in force')], [say('消失', 'Gone'), number(trial.gone), say('仅现行版本命中', 'hit by what is in force alone')],
    [say('相同', 'Same'), number(trial.same), say('两者都命中', 'hit by both')], [say('用时', 'Took'), say(`${number(trial.milliseconds)} 毫秒`, `${number(trial.milliseconds)} ms`), say(`估算代价 ${number(Math.round(trial.plannedCost))}`, `planned cost ${number(Math.round(trial.plannedCost))}`)],
  ]
  return (
    <>
      <p className="tile-definition">{instant(trial.createdAt)}</p>
      <dl className="sums trial">{figures.map(([name, value, note]) => <div key={name}><dt>{name}</dt><dd>{value}<small>{note}</small></dd></div>)}</dl>
    </>
  )
}

function Samples({ samples, subjectType }: { samples: Sample[]; subjectType: string }) {
  const page = pageOf(typeOfSubject(subjectType))
  return (
    <Ledger label={say('命中样例', 'Some hits')} lines={samples} keyOf={({ subjectId }) => subjectId} empty={say('没有命中', 'No hit')}
      columns={[
        { title: say('差异', 'Difference'), tight: true, of: ({ difference }) => <Mark colour={DIFFERENCES[difference][2]}>{say(DIFFERENCES[difference][0], DIFFERENCES[difference][1])}</Mark> },
        { title: say('对象', 'Subject'), tight: true, of: ({ subjectId }) => (page ? <Link to={`/${page.path}/${subjectId}`}>{say('查看', 'Open')}</Link> : subjectId) },
        { title: say('判定', 'Why'), of: ({ nodes }) => (nodes ?? []).map(({ words, value }) => `${words}（${String(value ?? say('空', 'none'))}）`).join('；') || say('仅现行版本命中', 'Hit by what is in force alone') },
      ]} />
  )
}
