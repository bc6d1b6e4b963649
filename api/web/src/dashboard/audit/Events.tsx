import { Button } from 'antd'
import { Ledger } from '../desk/Ledger'
import { say } from '../language'
import { instant, Mark, number } from '../Value'
import type { Event } from './model'

const SHORT = 8

interface Props {
  events: Event[]
  words: (action: string) => string
  narrow: (changes: Record<string, string | null>) => void
}

/** One line for each event, its fields before and after. */
export function Events({ events, words, narrow }: Props) {
  return (
    <div className="panel">
      <Ledger label={say('审计事件', 'Events')} lines={events} keyOf={({ id }) => id} empty={say('没有符合条件的记录', 'Nothing found')}
        columns={[
          { title: say('时间', 'At'), tight: true, of: ({ at }) => instant(at) },
          { title: say('操作者', 'Actor'), of: ({ actor, address }) => <><Narrow value={actor} shown={shortOf(actor)} go={() => narrow({ actor })} />{address && <small className="nothing"> {address}</small>}</> },
          { title: say('动作', 'Action'), tight: true, of: ({ action }) => words(action) },
          { title: say('对象', 'Entity'), of: ({ entity, entityId, rows }) => <><Narrow value={entity} shown={entity} go={() => narrow({ entity })} /> {entityId ? <Narrow value={entityId} shown={entityId.slice(-SHORT)} go={() => narrow({ entity, entityId })} /> : rows > 1 && say(`${number(rows)} 行`, `${number(rows)} rows`)}</> },
          { title: say('变更前 → 变更后', 'Before → after'), of: ({ changes, reason }) => <><Changes changes={changes} />{reason && <small>{say('事由：', 'Reason: ')}{reason}</small>}</> },
          { title: say('链', 'Chain'), tight: true, of: ({ lane, number: place, intact }) => <Mark colour={intact ? 'good' : 'bad'}>{lane}-{place}{!intact && say(' 不符', ' broken')}</Mark> },
        ]} />
    </div>
  )
}

/** `user:` and an id, as far as people tell them apart. */
function shortOf(actor: string): string {
  return actor.startsWith('user:') ? `user:…${actor.slice(-SHORT)}` : actor
}

function Narrow({ value, shown, go }: { value: string; shown: string; go: () => void }) {
  return <Button type="link" size="small" className="narrow" title={value} onClick={go}>{shown}</Button>
}

export function Changes({ changes }: { changes: Record<string, unknown> }) {
  const fields = Object.entries(changes)
  if (fields.length === 0) return <span className="nothing">—</span>
  return (
    <dl className="before-after">
      {fields.map(([name, change]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{Array.isArray(change) && change.length === 2 ? <><del>{written(change[0])}</del> → <ins>{written(change[1])}</ins></> : written(change)}</dd>
        </div>
      ))}
    </dl>
  )
}

function written(value: unknown): string {
  if (value === null || value === undefined || value === '') return '∅'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
