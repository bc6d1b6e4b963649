import { Alert, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Section } from '../../desk/Desk'
import { useDocument } from '../../documents'
import { labelOfValue, say, valuesOf } from '../../language'
import { ConditionEditor } from './ConditionEditor'
import { type Condition, EMPTY, SUBJECTS, typeOfSubject } from './expression'
import { useSaving } from './useSaving'

interface Head {
  name: string
  subjectType: string
  severity: number
  kinds: string[]
  action?: string
}

const GRADES = [1, 2, 3, 4]

export function gradeOptions() {
  return GRADES.map(value => ({ value, label: say(`${value} 级`, `Severity ${value}`) }))
}

/** A new rule, until it is saved as a draft. */
export function Draft({ changed }: { changed: () => void }) {
  useDocument('draftRule')
  const navigate = useNavigate()
  const [form] = Form.useForm<Head>()
  const subject = Form.useWatch('subjectType', form) ?? 'MEMBERSHIP'
  const [expression, setExpression] = useState<Condition>(EMPTY)
  const [key, setKey] = useState(() => crypto.randomUUID())
  const { busy, failure, faults, send } = useSaving()
  const wanted = [{ required: true, message: say('请填写。', 'This is wanted.') }]

  async function save(head: Head): Promise<void> {
    const id = await send('draftRule', { input: { ...head, expression }, idempotencyKey: key })
    setKey(crypto.randomUUID())
    if (id === null) return
    changed()
    await navigate(`/screening/rules/${id}`)
  }

  return (
    <Section title={say('新规则', 'New rule')} note={say('保存为草稿，试运行后由另一人发布', 'Saved as a draft, tried, then published by another person')}>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ subjectType: 'MEMBERSHIP', severity: 2, kinds: ['PERIODIC'] }} onFinish={head => void save(head)}>
        <div className="rule-head">
          <Form.Item name="name" label={say('规则名称', 'Name')} rules={wanted}><Input /></Form.Item>
          <Form.Item name="subjectType" label={say('风险对象', 'Of what')}><Select options={SUBJECTS.map(value => ({ value, label: labelOfValue('SubjectType', value) }))} onChange={() => setExpression(EMPTY)} /></Form.Item>
          <Form.Item name="severity" label={say('风险等级', 'Severity')}><Select options={gradeOptions()} /></Form.Item>
          <Form.Item name="kinds" label={say('排查类型', 'Kinds')} rules={wanted}><Select mode="multiple" options={valuesOf('ScreeningKind')} /></Form.Item>
          <Form.Item name="action" label={say('处置建议', 'Advice')}><Input /></Form.Item>
        </div>
        <ConditionEditor type={typeOfSubject(subject)} value={expression} path={[]} faults={faults} change={setExpression} />
        <div className="rule-save"><Button type="primary" htmlType="submit" loading={busy}>{say('保存草稿', 'Save the draft')}</Button></div>
      </Form>
    </Section>
  )
}
