import { Button, Progress } from 'antd'
import { Link } from 'react-router'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { labelOfValue, say } from '../language'
import { instant, Mark, number } from '../Value'
import { isUnderWay, type Job, type Run } from './model'
import { useJob } from './useJob'

const COLOURS: Record<string, string> = { SUCCEEDED: 'good', FAILED: 'bad', PARTIAL: 'busy', RUNNING: 'busy' }

/** The last runs: planned, evaluated, hits; the one under way live. */
export function Runs({ runs, again }: { runs: Run[]; again: () => void }) {
  const live = runs.find(isUnderWay)
  const heard = useJob(live?.jobRun?.id, again)
  const jobOf = (run: Run) => (heard && run.jobRun?.id === heard.id ? heard : run.jobRun)
  return (
    <Section title={say('排查运行', 'Runs')} note={say('计划、完成判定的规则数与命中', 'Rules planned and evaluated, and hits')}
      tools={<><Button onClick={again}>{say('刷新', 'Refresh')}</Button><Link to="/screenings">{say('全部运行', 'All runs')}</Link></>}>
      <Ledger label={say('排查运行', 'Runs')} lines={runs} keyOf={({ id }) => id} empty={say('尚未运行', 'Nothing was run yet')}
        columns={[
          { title: say('发起', 'Asked for'), tight: true, of: ({ id, createdAt }) => <Link to={`/screenings/${id}`}>{instant(createdAt)}</Link> },
          { title: say('类型', 'Kind'), tight: true, of: ({ kind }) => labelOfValue('ScreeningKind', kind) },
          { title: say('计划', 'Plan'), of: ({ plan }) => plan?.name ?? say('人工发起', 'By hand') },
          { title: say('状态', 'State'), of: run => (isUnderWay(run) ? <UnderWay run={run} job={jobOf(run)} /> : <Ended run={run} />) },
          { title: say('计划规则', 'Planned'), right: true, of: ({ planned }) => planned },
          { title: say('已判定', 'Evaluated'), right: true, of: ({ evaluated }) => evaluated },
          { title: say('命中', 'Hits'), right: true, of: ({ hits }) => hits !== null && number(hits) },
          { title: say('新增', 'New'), right: true, of: ({ opened }) => opened !== null && number(opened) },
          { title: say('解除', 'Resolved'), right: true, of: ({ resolved }) => resolved !== null && number(resolved) },
          { title: say('暂缓未计', 'Snoozed'), right: true, of: ({ suppressed }) => suppressed !== null && number(suppressed) },
        ]} />
    </Section>
  )
}

function Ended({ run: { state, errors } }: { run: Run }) {
  const failed = Object.entries(errors ?? {})
  return (
    <>
      <Mark colour={COLOURS[state] ?? ''}>{labelOfValue('ScreeningState', state)}</Mark>
      {failed.length > 0 && <small className="late"> {say('失败的规则：', 'Failed: ')}{failed.map(([code]) => code).join('、')}</small>}
    </>
  )
}

function UnderWay({ run, job }: { run: Run; job: Job | null }) {
  const share = job?.total ? Math.round((100 * (job.done ?? 0)) / job.total) : 0
  const running = run.state === 'RUNNING' || job?.state === 'RUNNING'
  return (
    <span className="under-way" role="status">
      <Mark colour="busy">{labelOfValue('ScreeningState', running ? 'RUNNING' : run.state)}</Mark>
      {job?.total ? <Progress percent={share} size="small" aria-label={say('进度', 'Progress')} /> : null}
      {running && job?.message && <small>{job.message}</small>}
    </span>
  )
}
