import { Alert, Button, Select, Spin } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Section } from '../../desk/Desk'
import { useDocument } from '../../documents'
import { Action } from '../../form/Action'
import { labelOfValue, say } from '../../language'
import { useAnswer } from '../../useAnswer'
import { instant, Mark } from '../../Value'
import { percent } from '../model'
import { ConditionEditor } from './ConditionEditor'
import { gradeOptions } from './Draft'
import { type Condition, typeOfSubject } from './expression'
import { type Trial, Trials } from './Trials'
import { useSaving } from './useSaving'

export interface Version {
  id: string
  version: number
  number: number
  status: string
  expression: Condition
  sentence: string
  severity: number
  publishedAt: string | null
  createdAt: string
  confirmed: number
  refuted: number
  precision: number | null
  rule: { id: string; code: string; name: string; kinds: string[]; subjectType: string; action: string }
  trials: { nodes: Trial[] }
}

interface Props {
  id: string
  mayWrite: boolean
  mayPublish: boolean
  changed: () => void
}

/** One version of a written rule: its sentence, its condition, what it would find, its publication. */
export function RuleSheet({ id, mayWrite, mayPublish, changed }: Props) {
  useDocument('ruleVersion')
  const { data, failure, again } = useAnswer('ruleVersion', { id })
  const version = data?.['screeningRuleVersion'] as Version | null | undefined
  if (failure) return <Alert type="error" showIcon title={failure} />
  if (data && !version) return <Alert type="info" showIcon title={say('没有这个规则版本。', 'There is no such version.')} />
  if (!version) return <Spin><p className="panel" role="status">{say('正在打开……', 'Opening…')}</p></Spin>
  const done = () => {
    again()
    changed()
  }
  return (
    <>
      <Head version={version} mayPublish={mayPublish} done={done} />
      <Revision key={version.version} version={version} mayWrite={mayWrite} done={done} />
      <Trials id={version.id} subjectType={version.rule.subjectType} trials={version.trials.nodes} mayTry={mayWrite} done={again} />
    </>
  )
}

function Head({ version, mayPublish, done }: { version: Version; mayPublish: boolean; done: () => void }) {
  const { rule, status } = version
  const judged = version.precision === null ? null : `${percent(version.precision)} (${version.confirmed}/${version.confirmed + version.refuted})`
  const facts: [string, string | null][] = [
    [say('对象', 'Of what'), labelOfValue('SubjectType', rule.subjectType)], [say('类型', 'Kinds'), rule.kinds.map(kind => labelOfValue('ScreeningKind', kind)).join('、')], [say('编写', 'Written'), instant(version.createdAt)],
    [say('发布', 'Published'), version.publishedAt && instant(version.publishedAt)], [say('准确率', 'Precision'), judged], [say('处置建议', 'Advice'), rule.action],
  ]
  return (
    <section className="panel work-head">
      <h2>{rule.code} {rule.name} · {say(`第 ${version.number} 版`, `version ${version.number}`)}</h2>
      <Mark colour={status === 'PUBLISHED' ? 'good' : 'busy'}>{labelOfValue('VersionStatus', status)}</Mark>
      <Mark colour={`severity-${version.severity}`}>{say(`${version.severity} 级`, `Severity ${version.severity}`)}</Mark>
      <dl>{facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {mayPublish && status !== 'RETIRED' && (
        <div className="next-steps">
          {status === 'DRAFT' && <Action name="publishScreeningRule" id={version.id} version={version.version} done={done} label={say('发布', 'Publish')} primary />}
          <Action name="retireScreeningRule" id={version.id} version={version.version} done={done} label={say('停用', 'Retire')} />
          <span className="tile-definition">{say('发布后不可更改；编写人不能自己发布', 'A published version never changes; not published by its author')}</span>
        </div>
      )}
    </section>
  )
}

/** The condition in words, and as it can be changed. */
function Revision({ version, mayWrite, done }: { version: Version; mayWrite: boolean; done: () => void }) {
  useDocument('reviseRule')
  const navigate = useNavigate()
  const [expression, setExpression] = useState(version.expression)
  const [severity, setSeverity] = useState(version.severity)
  const { busy, failure, faults, send } = useSaving()
  const changedHere = JSON.stringify(expression) !== JSON.stringify(version.expression) || severity !== version.severity
  const fresh = version.status !== 'DRAFT'

  async function save(): Promise<void> {
    const id = await send('reviseRule', { input: { id: version.id, expectedVersion: version.version, severity, expression } })
    if (id === null) return
    done()
    if (id !== version.id) await navigate(`/screening/rules/${id}`)
  }

  return (
    <Section title={say('条件', 'Condition')} note={changedHere ? say('有未保存的修改', 'Not saved yet') : say('以下为服务器的文字表述', 'In the words of the server')}>
      <p className="notice">{version.sentence}</p>
      {failure && <Alert type="error" showIcon title={failure} />}
      {mayWrite && (
        <>
          <div className="condition-line rule-grade"><span>{say('风险等级', 'Severity')}</span><Select aria-label={say('风险等级', 'Severity')} value={severity} options={gradeOptions()} onChange={setSeverity} /></div>
          <ConditionEditor type={typeOfSubject(version.rule.subjectType)} value={expression} path={[]} faults={faults} change={setExpression} />
          <div className="rule-save"><Button type={changedHere ? 'primary' : 'default'} disabled={!changedHere} loading={busy} onClick={() => void save()}>{fresh ? say('另存为下一版草稿', 'Save as the next draft') : say('保存草稿', 'Save the draft')}</Button></div>
        </>
      )}
    </Section>
  )
}
