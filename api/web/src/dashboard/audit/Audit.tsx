import { Alert, Button, Input, Select, Spin } from 'antd'
import { useSearchParams } from 'react-router'
import type { Row } from '../ask'
import { useDocument } from '../documents'
import { say } from '../language'
import { changed } from '../list/view'
import { useAnswer } from '../useAnswer'
import { Events } from './Events'
import type { Event } from './model'

const ACTIONS: Record<string, [string, string]> = {
  INSERT: ['新增', 'Added'], UPDATE: ['修改', 'Changed'], DELETE: ['删除', 'Removed'], REFUSED: ['被拒绝', 'Refused'], BASELINE: ['基线', 'Baseline'], TRUNCATE: ['清空', 'Emptied'],
}
const NAMES = ['entity', 'entityId', 'actor', 'action', 'day'] as const
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The audit trail: who wrote what and when, before and after, and whether the chain holds. */
export default function Audit() {
  useDocument('auditEvents')
  const [address, setAddress] = useSearchParams()
  const { data, failure, loading } = useAnswer('auditEvents', { filter: filterOf(address), after: address.get('after') })
  const found = data?.['auditEvents'] as { nodes: Event[]; pageInfo: { hasNextPage: boolean; endCursor: string } } | undefined
  const change = (changes: Record<string, string | null>) => setAddress(changed(address, changes))
  const field = (name: (typeof NAMES)[number], label: string, width: string) => (
    <Input.Search key={`${name}:${address.get(name) ?? ''}`} className={width} aria-label={label} placeholder={label} allowClear defaultValue={address.get(name) ?? ''} onSearch={value => change({ [name]: value.trim() || null })} />
  )
  return (
    <section className="audit">
      <div className="page-head">
        <h1>{say('审计日志', 'Audit trail')}</h1>
        {found && <Chain events={found.nodes} />}
        <span className="page-tools"><Button onClick={() => window.print()}>{say('打印', 'Print')}</Button></span>
      </div>
      <div className="filters">
        {field('entity', say('对象（表名）', 'Entity (table)'), 'filter-word')}
        {field('entityId', say('对象标识', 'Id of the row'), 'filter-word')}
        {field('actor', say('操作者', 'Actor'), 'filter-word')}
        <Select className="choice" allowClear aria-label={say('动作', 'Action')} placeholder={say('动作', 'Action')} value={address.get('action')} onChange={value => change({ action: value ?? null })}
          options={Object.entries(ACTIONS).map(([value, words]) => ({ value, label: say(...words) }))} />
        <label className="range">{say('日期', 'Day')} <Input type="date" value={address.get('day') ?? ''} onChange={({ target }) => change({ day: target.value || null })} /></label>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading}><Events events={found?.nodes ?? []} words={value => (ACTIONS[value] ? say(...ACTIONS[value]) : value)} narrow={change} /></Spin>
      <nav className="pager" aria-label={say('翻页', 'Pages')}>
        {address.get('after') && <Button onClick={() => change({ after: null })}>{say('回到最近', 'Back to the latest')}</Button>}
        <Button disabled={!found?.pageInfo.hasNextPage} onClick={() => change({ after: found!.pageInfo.endCursor })}>{say('更早', 'Earlier')}</Button>
        <span>{say('每页 50 条；查阅本页也会记入日志', '50 a page; reading them is logged too')}</span>
      </nav>
    </section>
  )
}

/** Whether each row shown follows from the one before it in its lane. */
function Chain({ events }: { events: Event[] }) {
  const broken = events.filter(({ intact }) => !intact).length
  if (events.length === 0) return null
  return broken === 0
    ? <span role="status" className="holds-yes">{say(`本页 ${events.length} 条链校验通过`, `The chain holds for these ${events.length}`)}</span>
    : <span role="alert" className="late">{say(`${broken} 条与链不符：内容被改动，或前一行缺失`, `${broken} do not fit the chain: edited, or the row before is gone`)}</span>
}

/** The filter that the address says; a day is one of Shanghai. */
function filterOf(address: URLSearchParams): Row {
  const filter: Row = {}
  for (const name of ['entity', 'actor', 'action']) if (address.get(name)) filter[name] = { eq: address.get(name) }
  const id = address.get('entityId') ?? ''
  if (UUID.test(id)) filter['entityId'] = { eq: id }
  const day = address.get('day')
  if (day) filter['at'] = { gte: `${day}T00:00:00+08:00`, lt: `${new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)}T00:00:00+08:00` }
  return filter
}
