import { Alert, Spin } from 'antd'
import type { Row } from '../ask'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { number } from '../Value'
import { Bars, type Count, Tasks, Tile } from './parts'
import { asOf, instantIn } from './time'

/** The platform's own state, for those who run it and see no business data. */
export default function Platform() {
  const dayAgo = instantIn(-1)
  const { data, failure, loading } = useAnswer('boardPlatform', { dayAgo })
  const count = (name: string) => data?.[name] as Count
  const tile = (name: string, title: string, definition: string, to: string, grave = false) => (
    <Tile title={title} definition={definition} to={to} value={number(count(name).totalCount)} grave={grave && count(name).totalCount > 0} />
  )
  return (
    <section>
      <div className="page-head"><h1>{say('平台运行', 'Platform')}</h1><span role="status">{asOf()}</span></div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading}>
        {data && (
          <>
            <div className="tiles">
              {tile('dead', say('失败的任务', 'Failed jobs'), say('重试用尽，等待处置', 'Out of retries'), '/jobs?is.state=DEAD', true)}
              {tile('running', say('进行中的任务', 'Jobs in hand'), say('排队、运行、重试', 'Queued, running, retrying'), '/jobs?is.state=RUNNING,QUEUED,RETRYING')}
              {tile('schedules', say('启用的定时计划', 'Schedules'), say('已启用', 'Enabled'), '/schedules?has.enabled=true')}
              {tile('failing', say('抓取出错的来源', 'Failing sources'), say('启用中，最近一次抓取出错', 'Enabled, the last fetch failed'), '/sources?has.enabled=true&some.lastError=1', true)}
              {tile('sources', say('启用的舆情来源', 'Feed sources'), say('已启用', 'Enabled'), '/sources?has.enabled=true')}
              {tile('users', say('在用账号', 'Users'), say('未停用', 'Not disabled'), '/users?no.disabledAt=1')}
              {tile('clients', say('接口客户端', 'API clients'), say('未吊销', 'Not revoked'), '/clients?no.revokedAt=1')}
              {tile('exports', say('待审批的导出', 'Exports to approve'), say('状态为待审批', 'Pending'), '/exports?is.state=PENDING', true)}
            </div>
            <div className="panels">
              <Bars title={say('24 小时内的任务（按状态）', 'Jobs of 24 hours by state')} definition={say('登记时间在 24 小时内', 'Created within 24 hours')} groups={count('jobRuns')['byState']}
                name={key => labelOfValue('JobState', String(key['state']))} to={key => `/jobs?is.state=${String(key['state'])}&from.createdAt=${dayAgo}`} />
              <Bars title={say('有效授权（按角色）', 'Grants by role')} definition={say('未收回的授权', 'Not revoked')} groups={count('grants')['byRole']}
                name={key => labelOfValue('Role', String(key['role']))} to={key => `/grants?no.endedAt=1&is.role=${String(key['role'])}`} />
              <Tasks title={say('失败的任务', 'Failed jobs')} count={count('dead')} to="/jobs?is.state=DEAD" row={jobRow} />
              <Tasks title={say('抓取出错的来源', 'Failing sources')} count={count('failing')} to="/sources?has.enabled=true&some.lastError=1"
                row={row => ({ to: `/sources/${String(row['id'])}`, text: String(row['name']), aside: String(row['lastError']).slice(0, 40) })} />
              <Tasks title={say('待审批的导出', 'Exports to approve')} count={count('exports')} to="/exports?is.state=PENDING"
                row={row => ({ to: `/exports/${String(row['id'])}`, text: String(row['connection']), aside: String(row['createdAt']).slice(0, 10) })} />
            </div>
          </>
        )}
      </Spin>
    </section>
  )
}

function jobRow(row: Row) {
  return { to: `/jobs/${String(row['id'])}`, text: String(row['job']), aside: String(row['error'] ?? '').slice(0, 40) }
}
