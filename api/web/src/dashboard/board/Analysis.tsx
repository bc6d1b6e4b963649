import { Alert, Spin } from 'antd'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { number } from '../Value'
import { Bars, type Count, Tasks, Tile } from './parts'
import { asOf, instantIn } from './time'

const MONTH_DAYS = 30
const SETTLED = 'FALSE_ALARM,OUT_OF_AREA,CLOSED,REVIEWED'
const OPEN = 'OPEN,ASSIGNED,IN_PROGRESS'

/** What was said, found and judged lately, for those who look for patterns. */
export default function Analysis() {
  const [dayAgo, monthAgo] = [instantIn(-1), instantIn(-MONTH_DAYS)]
  const { data, failure, loading } = useAnswer('boardAnalyst', { dayAgo, monthAgo })
  const count = (name: string) => data?.[name] as Count
  const tile = (name: string, title: string, definition: string, to: string) => <Tile title={title} definition={definition} to={to} value={number(count(name).totalCount)} />
  return (
    <section>
      <div className="page-head"><h1>{say('分析总览', 'Analysis')}</h1><span role="status">{asOf()}</span></div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading}>
        {data && (
          <>
            <div className="tiles">
              {tile('fresh', say('24 小时内信息', 'Items of 24 hours'), say('按发布时间', 'By publication'), `/items?from.publishedAt=${dayAgo}`)}
              {tile('items', say(`${MONTH_DAYS} 日内信息`, `Items of ${MONTH_DAYS} days`), say('按发布时间', 'By publication'), `/items?from.publishedAt=${monthAgo}`)}
              {tile('opinionEvents', say('未办结事件', 'Events in hand'), say('各颜色', 'Any colour'), `/event-list?not.status=${SETTLED}`)}
              {tile('findings', say('未结线索', 'Open findings'), say('待处理、已分派、处理中', 'Open, assigned, in progress'), `/findings?is.status=${OPEN}`)}
              {tile('rules', say('生效的规则版本', 'Published rules'), say('已发布', 'Published'), '/rule-versions?is.status=PUBLISHED')}
              {tile('feedback', say('研判反馈', 'Judgements'), say('属实与误报', 'Confirmed or refuted'), '/feedback')}
            </div>
            <div className="panels">
              <Bars title={say('信息（按主题）', 'Items by topic')} definition={say(`${MONTH_DAYS} 日内发布`, `Of ${MONTH_DAYS} days`)} groups={count('items')['byTopic']}
                name={key => (key['topic'] ? labelOfValue('Topic', String(key['topic'])) : say('未归类', 'None'))} to={key => (key['topic'] ? `/items?from.publishedAt=${monthAgo}&is.topic=${String(key['topic'])}` : `/items?from.publishedAt=${monthAgo}&no.topic=1`)} />
              <Bars title={say('信息（按态度）', 'Items by stance')} definition={say(`${MONTH_DAYS} 日内发布`, `Of ${MONTH_DAYS} days`)} groups={count('items')['byStance']}
                name={key => (key['stance'] ? labelOfValue('Stance', String(key['stance'])) : say('未判定', 'None'))} to={key => (key['stance'] ? `/items?from.publishedAt=${monthAgo}&is.stance=${String(key['stance'])}` : `/items?from.publishedAt=${monthAgo}&no.stance=1`)} />
              <Bars title={say('未办结事件（按颜色）', 'Events by colour')} definition={say('未办结', 'Not settled')} groups={count('opinionEvents')['byLevel']} colour={key => `level-${String(key['level'])}`}
                name={key => labelOfValue('OpinionLevel', String(key['level']))} to={key => `/event-list?not.status=${SETTLED}&is.level=${String(key['level'])}`} />
              <Bars title={say('未结线索（按规则）', 'Open findings by rule')} definition={say('最多的十条规则', 'The ten most frequent rules')} groups={count('findings')['byRule']}
                name={key => String(key['ruleCode'])} to={key => `/findings?is.status=${OPEN}&is.ruleCode=${String(key['ruleCode'])}`} />
              <Bars title={say('研判结论', 'Judgements')} definition={say('规则准确率的依据', 'What the precision of rules rests on')} groups={count('feedback')['byVerdict']}
                name={key => labelOfValue('Verdict', String(key['verdict']))} to={key => `/feedback?is.verdict=${String(key['verdict'])}`} />
              <Tasks title={say('最近的排查', 'Latest screenings')} count={count('runs')} to="/screenings"
                row={row => ({ to: `/screenings/${String(row['id'])}`, text: `${labelOfValue('RunKind', String(row['kind']))} ${String(row['asOf'])}`, aside: say(`查 ${number(row['evaluated'])}，新增 ${number(row['opened'])}`, `${number(row['evaluated'])} looked at, ${number(row['opened'])} opened`) })} />
            </div>
          </>
        )}
      </Spin>
    </section>
  )
}
