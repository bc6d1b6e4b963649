import { Alert, Spin } from 'antd'
import type { User } from '../../shared/http'
import type { Row } from '../ask'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { money, number } from '../Value'
import { Bars, type Count, Gauge, Tasks, Tile } from './parts'
import { asOf, dayIn, instantIn } from './time'

/** The variable of the document that lets in what is read of an entity. */
const PARTS = ['UNION', 'MEMBERSHIP', 'TRANSFER', 'FACILITY', 'INSPECTION', 'DOSSIER', 'ASSISTANCE', 'OPINION', 'FINDING']
const SOON_DAYS = 7
const OPEN = 'OPEN,ASSIGNED,IN_PROGRESS'

/** Those who look after the whole city see its figures first; the others their tasks. */
const OVERSEERS = new Set(['CITY_LEADER', 'CITY_DEPARTMENT', 'AUDITOR'])

/** The federation, or one's part of it, at a glance: every figure of one moment. */
export function Figures({ user }: { user: User }) {
  const reads = (entity: string) => user.rights?.[entity]?.includes('READ') ?? false
  const times = { today: dayIn(0), soon: dayIn(SOON_DAYS), yearStart: `${dayIn(0).slice(0, 4)}-01-01`, now: instantIn(0) }
  const parts = Object.fromEntries(PARTS.map(entity => [entity.toLowerCase(), reads(entity)]))
  const { data, failure, loading } = useAnswer('board', { ...times, ...parts })
  const oversees = OVERSEERS.has(user.role)
  return (
    <section>
      <div className="page-head">
        <h1>{oversees ? say('工作总览', 'Overview') : say('今日工作', 'Today')}</h1>
        <span role="status">{asOf()}</span>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading}>
        {data && (
          <>
            {!oversees && <div className="panels"><Waiting data={data} times={times} /></div>}
            <div className="tiles">{tilesOf(data, times).map(tile => <Tile key={tile.title} {...tile} />)}</div>
            <div className="panels">
              <Plots data={data} />
              {oversees && <Waiting data={data} times={times} />}
            </div>
          </>
        )}
      </Spin>
    </section>
  )
}

type Times = Record<'today' | 'soon' | 'yearStart' | 'now', string>

function countOf(data: Row, name: string): Count | undefined {
  return data[name] as Count | undefined
}

function sumOf(count: Count | undefined, name: string): number {
  const { sum } = (count?.['aggregate'] ?? { sum: {} }) as { sum: Row }
  return Number(sum[name] ?? 0)
}

function tilesOf(data: Row, { today, yearStart }: Times) {
  const tiles: { name: string; title: string; definition: string; to: string; value?: string; grave?: boolean }[] = [
    { name: 'members', title: say('在册会员', 'Members'), definition: joining(data), to: '/members?is.status=ACTIVE' },
    { name: 'freshMembers', title: say('今年入会', 'Joined this year'), definition: say('今年入会且在册', 'Joined this year, active'), to: `/members?is.status=ACTIVE&from.joinedOn=${yearStart}` },
    { name: 'unions', title: say('正常运行工会', 'Unions'), definition: say('正常与届满待换届', 'Active or term due'), to: '/unions?is.status=ACTIVE,TERM_DUE' },
    { name: 'freshUnions', title: say('今年新建工会', 'New unions'), definition: say('今年建会且正常运行', 'Founded this year'), to: `/unions?is.status=ACTIVE,TERM_DUE&from.foundedOn=${yearStart}` },
    { name: 'overdue', title: say('超期未换届', 'Term overdue'), definition: say('届满日期早于今天', 'The term ended before today'), to: `/unions?is.status=ACTIVE,TERM_DUE&until.termEndOn=${today}`, grave: true },
    { name: 'facilities', title: say('开放阵地', 'Facilities open'), definition: say('状态为开放', 'Open'), to: '/facilities?is.status=OPEN' },
    { name: 'dossiers', title: say('在档困难职工', 'Dossiers'), definition: say('档案状态为在档', 'Active dossiers'), to: '/dossiers?is.status=ACTIVE' },
    { name: 'findings', title: say('未结线索', 'Open findings'), definition: say('待处理、已分派、处理中', 'Open, assigned, in progress'), to: `/findings?is.status=${OPEN}` },
    { name: 'opinionEvents', title: say('在办舆情', 'Events in hand'), definition: say('红橙黄蓝，未办结', 'With a colour, not settled'), to: '/events' },
    { name: 'aid', title: say('今年发放帮扶（元）', 'Aid this year (yuan)'), definition: say(`已发放与已核实，共 ${number(countOf(data, 'aid')?.totalCount)} 笔`, `${number(countOf(data, 'aid')?.totalCount)} records, paid or verified`), to: `/aid?is.status=PAID,VERIFIED&from.paidOn=${yearStart}`, value: money(sumOf(countOf(data, 'aid'), 'amount')) },
    { name: 'fundSources', title: say('帮扶资金执行率', 'Funds spent'), definition: spending(data), to: '/funds', value: share(sumOf(countOf(data, 'fundSources'), 'spent'), sumOf(countOf(data, 'fundSources'), 'amount')) },
  ]
  return tiles.flatMap(({ name, value, ...tile }) => {
    const count = countOf(data, name)
    return count ? [{ ...tile, value: value ?? number(count.totalCount), grave: Boolean(tile.grave) && count.totalCount > 0 }] : []
  })
}

function share(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '—'
}

function joining(data: Row): string {
  const workers = sumOf(countOf(data, 'grassroots'), 'workersCount')
  const rate = share(countOf(data, 'members')?.totalCount ?? 0, workers)
  return say(`入会率 ${rate}（基层工会职工 ${number(workers)} 人）`, `${rate} of ${number(workers)} workers`)
}

function spending(data: Row): string {
  const funds = countOf(data, 'fundSources')
  return say(`已支出 ${money(sumOf(funds, 'spent'))} 元，共 ${money(sumOf(funds, 'amount'))} 元`, `${money(sumOf(funds, 'spent'))} of ${money(sumOf(funds, 'amount'))} yuan`)
}

function Plots({ data }: { data: Row }) {
  const group = (name: string, by: string) => countOf(data, name)?.[by]
  return (
    <>
      <Relief data={data} />
      {countOf(data, 'findings') && (
        <Bars title={say('未结线索（按等级）', 'Open findings by severity')} definition={say('四级最重', 'Severity 4 is the gravest')} groups={group('findings', 'bySeverity')}
          name={key => say(`${String(key['severity'])} 级`, `Severity ${String(key['severity'])}`)} colour={key => `severity-${String(key['severity'])}`} to={key => `/findings?is.status=${OPEN}&num.severity=${String(key['severity'])}`} />
      )}
      {countOf(data, 'opinionEvents') && (
        <Bars title={say('在办舆情（按颜色）', 'Events by colour')} definition={say('未办结的红橙黄蓝事件', 'Not settled')} groups={group('opinionEvents', 'byLevel')}
          name={key => labelOfValue('OpinionLevel', String(key['level']))} colour={key => `level-${String(key['level'])}`} to={key => `/events?is.level=${String(key['level'])}`} />
      )}
      {countOf(data, 'dossiers') && (
        <Bars title={say('在档困难职工（按类别）', 'Active dossiers by category')} definition={say('档案状态为在档', 'Active dossiers')} groups={group('dossiers', 'byCategory')}
          name={key => labelOfValue('DossierCategory', String(key['category']))} to={key => `/dossiers?is.status=ACTIVE&is.category=${String(key['category'])}`} />
      )}
      {countOf(data, 'facilities') && (
        <Bars title={say('开放阵地（按类型）', 'Facilities by kind')} definition={say('状态为开放', 'Open')} groups={group('facilities', 'byKind')}
          name={key => labelOfValue('FacilityKind', String(key['kind']))} to={key => `/facilities?is.status=OPEN&is.kind=${String(key['kind'])}`} />
      )}
    </>
  )
}

interface Target {
  id: string
  year: number
  share: number
  baseOn: string
  baseCount: number
  pace: number
  base: { totalCount: number }
}

/** Shares are kept in ten-thousandths. */
const PER_CENT = 100

/** The yearly target of dossiers lifted out, against the pace of the days gone by. */
function Relief({ data }: { data: Row }) {
  const [target] = (countOf(data, 'reliefTargets')?.nodes ?? []) as unknown as Target[]
  if (!target) return null
  const reached = target.baseCount > 0 ? (100 * target.base.totalCount) / target.baseCount : 0
  const [pace, goal] = [target.pace / PER_CENT, target.share / PER_CENT]
  return (
    <section className="panel">
      <h2>{say(`${target.year} 年解困脱困目标 ${goal} %`, `Relief target ${target.year}: ${goal} %`)}</h2>
      <Gauge share={reached} mark={pace} target={goal} />
      <p className="tile-definition">
        {say(`基数 ${number(target.baseCount)} 户（${target.baseOn} 快照，不变），已脱困 ${number(target.base.totalCount)} 户；序时进度 ${pace.toFixed(1)} %`, `${number(target.base.totalCount)} of ${number(target.baseCount)} households (base of ${target.baseOn}); pace ${pace.toFixed(1)} %`)}
      </p>
    </section>
  )
}

const CLOCK = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' })

function nameIn(row: Row, neighbour: string, field = 'name'): string {
  return String((row[neighbour] as Row | null)?.[field] ?? '')
}

/** What is due, of everything that the role looks after. */
function Waiting({ data, times: { soon, now } }: { data: Row; times: Times }) {
  return (
    <>
      <Tasks title={say('超期线索', 'Findings overdue')} count={countOf(data, 'findingsDue')} to={`/findings?is.status=${OPEN}&until.dueAt=${now}`}
        row={row => ({ to: `/findings/${String(row['id'])}`, text: say(`${String(row['severity'])} 级 · ${nameIn(row, 'rule')}`, `${String(row['severity'])} · ${nameIn(row, 'rule')}`), aside: CLOCK.format(new Date(String(row['dueAt']))) })} />
      <Tasks title={say(`${SOON_DAYS} 日内到期复核`, 'Reviews due')} count={countOf(data, 'reviewsDue')} to={`/dossiers?is.status=ACTIVE,DUE_FOR_REVIEW&to.nextReviewOn=${soon}`}
        row={row => ({ to: `/dossiers/${String(row['id'])}`, text: `${nameIn(row, 'person')} ${String(row['number'])}`, aside: String(row['nextReviewOn']) })} />
      <Tasks title={say('待办的会籍接转', 'Transfers to decide')} count={countOf(data, 'transfers')} to="/transfers?is.status=REQUESTED,RELEASED"
        row={row => ({ to: `/transfers/${String(row['id'])}`, text: `${nameIn(row, 'membership', 'cardNumber') || say('（范围外）', '(out of scope)')} → ${nameIn(row, 'toUnion') || say('（范围外）', '(out of scope)')}`, aside: String(row['dueOn']) })} />
      <Tasks title={say(`${SOON_DAYS} 日内到期整改`, 'Fixes due')} count={countOf(data, 'fixesDue')} to={`/inspections?no.fixedOn=1&to.fixDueOn=${soon}`}
        row={row => ({ to: `/inspections/${String(row['id'])}`, text: nameIn(row, 'facility'), aside: String(row['fixDueOn']) })} />
    </>
  )
}
