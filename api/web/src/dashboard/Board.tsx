import { Alert, Spin } from 'antd'
import { Link } from 'react-router'
import type { Row } from './ask'
import { labelOfValue, say } from './language'
import { useAnswer } from './useAnswer'
import { money, number } from './Value'

interface Group {
  key: Row
  count: number
}

interface Tile {
  title: string
  value: string
  definition: string
  /** The list that the figure counts. */
  to: string
}

const TODAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
const NOW = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Shanghai' })

/** The federation at a glance: every figure of one moment, each leading to what it counts. */
export function Board() {
  const today = TODAY.format(new Date())
  const { data, failure, loading } = useAnswer('board', { today })
  return (
    <section>
      <div className="page-head">
        <h1>{say('工作总览', 'Overview')}</h1>
        <span role="status">{say(`统计时间：${NOW.format(new Date())}，范围：本人权限内`, `As of ${NOW.format(new Date())}, within your scope`)}</span>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading}>
        {data && (
          <>
            <div className="tiles">{tilesOf(data, today).map(tile => <TileCard key={tile.title} {...tile} />)}</div>
            <div className="bars-row">
              <Bars title={say('未结线索（按等级）', 'Open findings by severity')} groups={groupsOf(data, 'findings', 'bySeverity')}
                name={key => say(`${String(key['severity'])} 级`, `Severity ${String(key['severity'])}`)} />
              <Bars title={say('在办舆情（按颜色）', 'Events by colour')} groups={groupsOf(data, 'opinionEvents', 'byLevel')}
                name={key => labelOfValue('OpinionLevel', String(key['level']))} />
              <Bars title={say('在档困难职工（按类别）', 'Active dossiers by category')} groups={groupsOf(data, 'dossiers', 'byCategory')}
                name={key => labelOfValue('DossierCategory', String(key['category']))} />
            </div>
          </>
        )}
      </Spin>
    </section>
  )
}

function TileCard({ title, value, definition, to }: Tile) {
  return (
    <Link className="tile" to={to}>
      <span className="tile-title">{title}</span>
      <strong>{value}</strong>
      <span className="tile-definition">{definition}</span>
    </Link>
  )
}

function tilesOf(data: Row, today: string): Tile[] {
  const count = (name: string) => number((data[name] as Row)['totalCount'])
  const aid = data['aid'] as { totalCount: number; aggregate: { sum: { amount: unknown } } }
  return [
    { title: say('在册会员', 'Members'), value: count('members'), definition: say('会籍状态为在册', 'Membership is active'), to: '/members?is.status=ACTIVE' },
    { title: say('正常运行工会', 'Unions'), value: count('unions'), definition: say('在册与届满待换届', 'Active or term due'), to: '/unions?is.status=ACTIVE,TERM_DUE' },
    { title: say('超期未换届', 'Term overdue'), value: count('overdue'), definition: say('届满日期早于今天', 'The term ended before today'), to: `/unions?is.status=ACTIVE,TERM_DUE&until.termEndOn=${today}` },
    { title: say('开放阵地', 'Facilities'), value: count('facilities'), definition: say('状态为开放', 'Open'), to: '/facilities?is.status=OPEN' },
    { title: say('在档困难职工', 'Dossiers'), value: count('dossiers'), definition: say('档案状态为在档', 'Active dossiers'), to: '/dossiers?is.status=ACTIVE' },
    { title: say('未结线索', 'Open findings'), value: count('findings'), definition: say('待处理、已分派、处理中', 'Open, assigned, in progress'), to: '/findings?is.status=OPEN,ASSIGNED,IN_PROGRESS' },
    { title: say('已发放帮扶（元）', 'Aid paid (yuan)'), value: money(aid.aggregate.sum.amount), definition: say(`已发放与已核实，共 ${number(aid.totalCount)} 笔`, `Paid and verified, ${number(aid.totalCount)} records`), to: '/aid?is.status=PAID,VERIFIED' },
  ]
}

function groupsOf(data: Row, field: string, name: string): Group[] {
  return ((data[field] as Row)[name] as Group[] | null) ?? []
}

function Bars({ title, groups, name }: { title: string; groups: Group[]; name: (key: Row) => string }) {
  const most = Math.max(1, ...groups.map(({ count }) => count))
  return (
    <div className="bars">
      <h2>{title}</h2>
      {groups.length === 0 && <p className="nothing">{say('暂无', 'None')}</p>}
      {groups.map(group => (
        <div className="bar" key={JSON.stringify(group.key)}>
          <span>{name(group.key)}</span>
          <meter min={0} max={most} value={group.count} aria-label={name(group.key)} />
          <span className="bar-count">{number(group.count)}</span>
        </div>
      ))}
    </div>
  )
}
