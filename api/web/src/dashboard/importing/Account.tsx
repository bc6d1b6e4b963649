import { Alert, Button, Progress } from 'antd'
import { useEffect, useState } from 'react'
import { ask } from '../ask'
import { say } from '../language'
import { number } from '../Value'

interface Problem {
  row: number
  column: string
  reason: string
}

interface Run {
  fileName: string
  dryRun: boolean
  rows: number | null
  inserted: number
  updated: number
  unchanged: number
  refused: number
  written: boolean
  problems: Problem[] | null
  differences: { key: string; changes: Record<string, [unknown, unknown]> }[] | null
  error: string | null
  finishedAt: string | null
  jobRun: { state: string; done: number | null; total: number | null; message: string | null; error: string | null } | null
}

interface Props {
  id: string
  mode: string
  busy: boolean
  /** Begins the import itself; null when this is it. */
  carryOut: (() => void) | null
  anew: () => void
}

const EVERY_MILLISECONDS = 500

/** What a run of an import is doing, and its account of the rows when it has ended. */
export function Account({ id, mode, busy, carryOut, anew }: Props) {
  const [run, setRun] = useState<Run | null>(null)
  const [failure, setFailure] = useState('')
  const dead = run?.jobRun?.state === 'DEAD'
  const open = !run?.finishedAt && !dead
  useEffect(() => {
    if (!open) return undefined
    const look = () => ask('importRun', { id }).then(data => setRun(data['importRun'] as Run), (error: Error) => setFailure(error.message))
    const timer = setInterval(() => void look(), EVERY_MILLISECONDS)
    return () => clearInterval(timer)
  }, [id, open])
  const wrong = failure || run?.error || (dead && (run.jobRun?.error ?? say('任务失败', 'The job failed')))
  const again = <Button onClick={anew}>{say('换一个文件', 'Another file')}</Button>
  if (wrong) return <><Alert type="error" showIcon title={wrong} />{again}</>
  if (open) return <Running run={run} />
  const writes = run!.refused === 0 || mode === 'SKIP_FAILED'
  return (
    <div role="status">
      <Alert showIcon type={run!.written ? 'success' : run!.refused > 0 ? 'warning' : 'info'} title={verdictOf(run!, writes)} />
      <Counts run={run!} />
      {run!.refused > 0 && <p><Button href={`/imports/${id}/errors`} download>{say('下载错误清单', 'Download the errors')}</Button></p>}
      <Problems run={run!} />
      <Differences run={run!} />
      <p className="page-tools">
        {carryOut && writes && <Button type="primary" loading={busy} onClick={carryOut}>{say('正式导入', 'Import')}</Button>}
        {again}
      </p>
    </div>
  )
}

function verdictOf({ dryRun, written, refused }: Run, writes: boolean): string {
  if (!dryRun) return written ? say('已导入。', 'Imported.') : say('没有写入任何数据。', 'Nothing was written.')
  if (refused === 0) return say('试运行通过，尚未写入任何数据。', 'The trial passed; nothing is written yet.')
  return writes
    ? say('部分行未通过；正式导入时将跳过这些行。', 'Some rows are refused; the import will skip them.')
    : say('有行未通过，改正后请重新选择文件；没有写入任何数据。', 'Rows are refused: mend them and choose the file again. Nothing is written.')
}

function Running({ run }: { run: Run | null }) {
  const { done, total, message } = run?.jobRun ?? {}
  const percent = Math.floor((100 * (done ?? 0)) / Math.max(1, total ?? 1))
  return (
    <div role="status">
      <p>{message ?? say('正在处理……', 'Working…')}</p>
      <Progress percent={total ? percent : 0} aria-label={say('进度', 'Progress')} />
    </div>
  )
}

function Counts({ run }: { run: Run }) {
  const counts: [string, number | null][] = [
    [say('读入', 'Read'), run.rows], [say('新增', 'New'), run.inserted], [say('更新', 'Updated'), run.updated],
    [say('无变化', 'Unchanged'), run.unchanged], [say('未通过', 'Refused'), run.refused],
  ]
  return (
    <div className="tiles counts">
      {counts.map(([name, count]) => <div key={name} className="tile"><span className="tile-title">{name}</span><strong>{number(count ?? 0)}</strong></div>)}
    </div>
  )
}

function Problems({ run: { problems } }: { run: Run }) {
  if (!problems?.length) return null
  return (
    <table className="account">
      <caption>{say('未通过的行（前 100 行）', 'Refused rows (the first 100)')}</caption>
      <thead><tr><th scope="col">{say('行号', 'Row')}</th><th scope="col">{say('列', 'Column')}</th><th scope="col">{say('原因', 'Reason')}</th></tr></thead>
      <tbody>{problems.map((problem, place) => <tr key={place}><td>{problem.row}</td><td>{problem.column}</td><td>{problem.reason}</td></tr>)}</tbody>
    </table>
  )
}

function Differences({ run: { differences } }: { run: Run }) {
  if (!differences?.length) return null
  return (
    <table className="account">
      <caption>{say('将更新的内容（前 20 条）', 'What is updated (the first 20)')}</caption>
      <thead><tr><th scope="col">{say('记录', 'Record')}</th><th scope="col">{say('项目', 'Field')}</th><th scope="col">{say('原值', 'Was')}</th><th scope="col">{say('新值', 'Becomes')}</th></tr></thead>
      <tbody>
        {differences.flatMap(({ key, changes }) => Object.entries(changes).map(([field, [was, becomes]]) => (
          <tr key={`${key}:${field}`}><td>{key}</td><td>{field}</td><td>{String(was ?? '')}</td><td>{String(becomes ?? '')}</td></tr>
        )))}
      </tbody>
    </table>
  )
}
