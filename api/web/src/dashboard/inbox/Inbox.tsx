import { Alert, Button, Select, Switch } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { ask, payloadOf, type Row } from '../ask'
import { useDocument } from '../documents'
import { labelOfValue, say } from '../language'
import { changed } from '../list/view'
import { useAlerts } from '../useAlerts'
import { useAnswer } from '../useAnswer'
import { useAttempt } from '../useAttempt'
import { useStale } from '../useStale'
import { useUser } from '../user'
import { number } from '../Value'
import { Entry } from './Entry'
import { sound, soundWanted, wishSound } from './tone'
import '../events/events.css'
import './inbox.css'

export interface Raised extends Row {
  id: string
  version: number
  rule: string
  subject: string
  level: string
  status: string
  raisedAt: string
  topic: string | null
  division: { name: string } | null
  event: { id: string; code: string; title: string; status: string } | null
}

interface Found {
  totalCount: number
  nodes: Raised[]
  pageInfo: { hasNextPage: boolean; endCursor: string }
}

const LEVELS = ['RED', 'ORANGE', 'YELLOW', 'BLUE']

/** The alerts as they are raised; whoever hears one acknowledges it. */
export default function Inbox() {
  useDocument('inbox')
  const { rights = {} } = useUser()
  const [address, setAddress] = useSearchParams()
  const { heard, live, told } = useAlerts(true)
  const level = LEVELS.includes(address.get('level') ?? '') ? address.get('level') : null
  const unreadOnly = address.get('all') === null
  const after = address.get('after')
  const filter = { ...(level && { level: { eq: level } }), ...(unreadOnly && { status: { eq: 'RAISED' } }) }
  const { data, failure, loading, again } = useAnswer('inbox', { filter, after })
  const { failure: refusal, attempt } = useAttempt()
  const found = data?.['opinionAlerts'] as Found | undefined
  const alerts = found?.nodes ?? []
  const latest = useLatest(heard as Raised[])
  const change = (changes: Record<string, string | null>) => setAddress(changed(address, changes))
  useStale(live, told, again)
  const mayAcknowledge = (rights['OPINION'] ?? []).some(right => right === 'REVIEW' || right === 'DECIDE')

  async function acknowledge({ id, version }: Raised): Promise<void> {
    await attempt(async () => {
      payloadOf(await ask('acknowledgeOpinionAlert', { input: { id, expectedVersion: version } }), 'acknowledgeOpinionAlert')
    })
    again()
  }

  return (
    <section className="inbox">
      <div className="page-head">
        <h1>{say('预警收件箱', 'Alert inbox')}</h1>
        <span role="status">{found ? say(`${unreadOnly ? '未接收' : '共'} ${number(found.totalCount)} 条`, `${number(found.totalCount)} ${unreadOnly ? 'unread' : 'in all'}`) : ''}</span>
        <span role="status" className={live ? 'holds-yes' : 'late'}>{live ? say('实时接收中', 'Live') : say('未实时连接，每半分钟查询一次', 'Not live, asked twice a minute')}</span>
        <span className="page-tools"><Sound /></span>
      </div>
      <div className="filters">
        <Select className="choice" allowClear aria-label={say('等级', 'Level')} placeholder={say('全部等级', 'All levels')} value={level} onChange={value => change({ level: value ?? null })} options={LEVELS.map(value => ({ value, label: labelOfValue('OpinionLevel', value) }))} />
        <label className="range"><Switch size="small" checked={unreadOnly} onChange={on => change({ all: on ? null : '1' })} aria-label={say('只看未接收', 'Unread only')} /> {say('只看未接收', 'Unread only')}</label>
        <span className="tile-definition">{say('键盘：↑↓ 或 j k 移动，回车打开，a 接收', 'Keys: arrows or j k move, Enter opens, a acknowledges')}</span>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      {refusal && <Alert type="error" showIcon title={refusal} />}
      {!loading && alerts.length === 0 && !failure && <p className="panel nothing">{say('没有预警', 'No alerts')}</p>}
      <Entries alerts={alerts} fresh={new Set(heard.map(one => String(one['id'])))} mayAcknowledge={mayAcknowledge} acknowledge={one => void acknowledge(one)} />
      <nav className="pager" aria-label={say('翻页', 'Pages')}>
        {after && <Button onClick={() => change({ after: null })}>{say('回到最近', 'Back to the latest')}</Button>}
        <Button disabled={!found?.pageInfo.hasNextPage} onClick={() => change({ after: found!.pageInfo.endCursor })}>{say('更早', 'Earlier')}</Button>
      </nav>
      <p className="unseen" aria-live="polite">{latest && `${say('新预警：', 'New alert: ')}${labelOfValue('OpinionLevel', latest.level)} · ${latest.event?.title ?? latest.subject}`}</p>
    </section>
  )
}

/** The latest alert that came while the page is open; it sounds, where that is wished. */
function useLatest([latest]: Raised[]): Raised | undefined {
  const before = useRef(latest?.id)
  const heard = useRef<string>(undefined)
  useEffect(() => {
    if (latest && latest.id !== before.current && latest.id !== heard.current && soundWanted()) sound(latest.level)
    heard.current = latest?.id
  }, [latest])
  return latest?.id === before.current ? undefined : latest
}

function Sound() {
  const [on, setOn] = useState(soundWanted)
  const wish = (wished: boolean) => {
    wishSound(wished)
    setOn(wished)
  }
  return <label className="range">{say('声音提醒', 'Sound')} <Switch checked={on} onChange={wish} aria-label={say('声音提醒', 'Sound')} /></label>
}

interface EntriesProps {
  alerts: Raised[]
  fresh: ReadonlySet<string>
  mayAcknowledge: boolean
  acknowledge: (alert: Raised) => void
}

const MOVES: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/** The list, one stop for the tab key: arrows go from one alert to the next. */
function Entries({ alerts, fresh, mayAcknowledge, acknowledge }: EntriesProps) {
  const list = useRef<HTMLUListElement>(null)
  const [current, setCurrent] = useState<string>()
  const at = Math.max(0, alerts.findIndex(({ id }) => id === current))

  /** What was acknowledged may leave the list: the next one takes its place for the keyboard. */
  function take(place: number): void {
    const items = list.current?.children
    ;((items?.[place + 1] ?? items?.[place - 1] ?? list.current) as HTMLElement | undefined)?.focus()
    acknowledge(alerts[place]!)
  }

  function press(event: KeyboardEvent): void {
    const item = list.current?.children[at] as HTMLElement | undefined
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== item) return
    const move = MOVES[event.key]
    if (move) (list.current?.children[at + move] as HTMLElement | undefined)?.focus()
    else if (event.key === 'Enter') item?.querySelector('a')?.click()
    else if (event.key === 'a' && mayAcknowledge && alerts[at]?.status === 'RAISED') take(at)
    else return
    event.preventDefault()
  }

  return (
    <ul className="inbox-list" ref={list} tabIndex={-1} onKeyDown={press} aria-label={say('预警', 'Alerts')}>
      {alerts.map((alert, place) => (
        <Entry key={alert.id} alert={alert} current={place === at} fresh={fresh.has(alert.id)} mayAcknowledge={mayAcknowledge} acknowledge={() => take(place)} focused={() => setCurrent(alert.id)} />
      ))}
    </ul>
  )
}
