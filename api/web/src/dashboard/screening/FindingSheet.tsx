import { Alert, Button, Spin } from 'antd'
import { Link } from 'react-router'
import type { Row } from '../ask'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { Steps } from '../detail/Steps'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import machines from '../machines.json'
import { mayChange, pageOf } from '../pages'
import { useAnswer } from '../useAnswer'
import { useUser } from '../user'
import { instant, Mark } from '../Value'
import { Clock } from './Clock'
import { Explanation } from './Explanation'
import type { Feedback, Finding, Snooze } from './finding'
import { percent } from './model'

const NEXT: Record<string, string[]> = machines.FindingStatus
const PAGE = pageOf('Finding')!

/** One finding: whom it is about, why, until when, and what may be done with it. */
export function FindingSheet({ id, changed }: { id: string; changed: () => void }) {
  useDocument('findingSheet')
  const { data, failure, again } = useAnswer('findingSheet', { id })
  const finding = data?.['finding'] as Finding | null | undefined
  if (failure) return <Alert type="error" showIcon title={failure} />
  if (data && !finding) return <Alert type="info" showIcon title={say('没有这条线索，或不在您的权限范围内。', 'There is no such finding within your scope.')} />
  if (!finding) return <Spin><p className="panel" role="status">{say('正在打开……', 'Opening…')}</p></Spin>
  const [feedback] = (data?.['findingFeedbacks'] as { nodes: Feedback[] }).nodes
  const snoozes = (data?.['ruleSnoozes'] as { nodes: Snooze[] }).nodes
  const done = () => {
    again()
    changed()
  }
  return (
    <>
      <Head finding={finding} judged={feedback !== undefined} done={done} />
      <Clock finding={finding} />
      <Explanation finding={finding} />
      <div className="two">
        <Judgement finding={finding} feedback={feedback} />
        <Snoozes snoozes={snoozes} done={done} />
      </div>
    </>
  )
}

/** Said to be no risk or a risk: once for each finding. */
const ONCE = 'judgeFinding'

function Head({ finding, judged, done }: { finding: Finding; judged: boolean; done: () => void }) {
  const user = useUser()
  const { fields = [] } = useDocument('findingSheet')
  const next = NEXT[finding.status] ?? []
  const page = { ...PAGE, actions: (PAGE.actions ?? []).filter(action => !judged || action !== ONCE) }
  const facts: [string, unknown][] = [
    [say('责任工会', 'Union'), finding.union?.name], [say('处理人', 'Assignee'), finding.assignee?.name], [say('暂缓至', 'Snoozed until'), finding.snoozedUntil],
    [say('首次发现', 'First seen'), instant(finding.firstSeenAt)], [say('最近发现', 'Last seen'), instant(finding.lastSeenAt)], [say('发现次数', 'Times seen'), finding.timesSeen],
    [say('连续未发现', 'Missed runs'), finding.missedRuns || null], [say('说明', 'Note'), finding.statusReason],
  ]
  return (
    <section className="panel work-head">
      <h2>{finding.rule?.name} · <Subject finding={finding} /></h2>
      <Mark colour={`severity-${finding.severity}`}>{say(`${finding.severity} 级`, `Severity ${finding.severity}`)}</Mark>
      <Mark colour={finding.status === 'OPEN' ? 'bad' : 'busy'}>{labelOfValue('FindingStatus', finding.status)}</Mark>
      <span className="page-tools"><Button onClick={() => window.print()}>{say('打印', 'Print')}</Button></span>
      <dl>{facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{String(value)}</dd></div>)}</dl>
      {finding.rule?.action && <p className="advice">{say('处置建议：', 'Advice: ')}{finding.rule.action}</p>}
      <div className="next-steps">
        {mayChange(user, PAGE) && <Steps page={page} row={finding as unknown as Row} fields={fields} done={done} />}
        <span className="tile-definition">{next.length > 0 ? say('可转为：', 'Legal: ') + next.map(status => labelOfValue('FindingStatus', status)).join('、') : say('没有后续步骤', 'No further step')}</span>
      </div>
    </section>
  )
}

/** Whom or what the finding is about, with the way there. */
function Subject({ finding: { subject, subjectType } }: { finding: Finding }) {
  const kind = labelOfValue('SubjectType', subjectType)
  if (!subject) return <>{kind}</>
  const page = pageOf(subject.__typename)
  const name = subject.person?.name ?? subject.name ?? subject.number ?? subject.title ?? say('查看', 'Open')
  return <>{kind} {page ? <Link to={`/${page.path}/${subject.id}`}>{name}</Link> : name}</>
}

function Judgement({ finding: { ruleVersion, previous }, feedback }: { finding: Finding; feedback: Feedback | undefined }) {
  return (
    <Section title={say('研判', 'Judgement')} note={say('误报计入规则版本的准确率', 'False positives count for the precision of the version')}>
      {feedback
        ? <p><Mark colour={feedback.verdict === 'CONFIRMED' ? 'good' : 'bad'}>{labelOfValue('Verdict', feedback.verdict)}</Mark> {feedback.reason} <small>{instant(feedback.createdAt)}</small></p>
        : <p className="nothing">{say('尚无研判结论', 'Nobody has judged it yet')}</p>}
      {ruleVersion && (
        <p>{say(`命中时的规则：第 ${ruleVersion.number} 版，属实 ${ruleVersion.confirmed}，误报 ${ruleVersion.refuted}`, `Rule version ${ruleVersion.number}: ${ruleVersion.confirmed} right, ${ruleVersion.refuted} wrong`)}
          {ruleVersion.precision !== null && say(`，准确率 ${percent(ruleVersion.precision)}`, `, precision ${percent(ruleVersion.precision)}`)}</p>
      )}
      {previous && <p><Link to={`/screening/findings/${previous.id}`}>{say('同一对象的前一线索', 'The finding before')}</Link> {labelOfValue('FindingStatus', previous.status)} · {instant(previous.firstSeenAt)}</p>}
    </Section>
  )
}

function Snoozes({ snoozes, done }: { snoozes: Snooze[]; done: () => void }) {
  useDocument('endSnooze')
  return (
    <Section title={say('规则暂缓', 'Snoozes')} note={say('期间规则不对该对象提出线索', 'The rule leaves this subject alone')}>
      <Ledger label={say('规则暂缓', 'Snoozes')} lines={snoozes} keyOf={({ id }) => id} empty={say('没有暂缓', 'None')}
        columns={[
          { title: say('暂缓至', 'Until'), tight: true, of: ({ until }) => until },
          { title: say('理由', 'Reason'), of: ({ reason }) => reason },
          { title: say('结束', 'Ended'), tight: true, of: ({ id, version, endedOn }) => endedOn ?? <Action name="endSnooze" id={id} version={version} done={done} label={say('提前结束', 'End now')} /> },
        ]} />
    </Section>
  )
}
