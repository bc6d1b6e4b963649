import { Alert, Button, Form, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { Document, Field } from 'virtual:documents'
import { ask, type Row } from '../ask'
import { useDocument } from '../documents'
import { labelOf, say } from '../language'
import { useAttempt } from '../useAttempt'
import { Value } from '../Value'
import { type Choice, Entry, givenIn, ownInputs } from './Entry'
import { Part } from './Part'

const NARROW = 520
const WIDE = 860

interface Difference {
  name: string
  current: unknown
  yours: unknown
}

interface Problem {
  code: string
  path: string[]
  message: string
  conflict: { currentVersion: number; fields: Difference[] } | null
}

interface Props {
  name: string
  /** What the step is taken on; none for a new thing. */
  id?: string
  version?: number
  done: () => void
  /** Other words on the button than those of the schema. */
  label?: string
  primary?: boolean
  /** Values of inputs that the page knows, and does not ask for. */
  given?: Row
  /** What ids are chosen from, by input, where the page knows. */
  choices?: Record<string, Choice[]>
  /** The states that may follow the present one. */
  allowed?: string[] | undefined
  /** What the inputs hold now, so that a form starts with it. */
  present?: Row
}

/** A step on one thing: a form out of the mutation's input, refusals beside the field they name. */
export function Action(props: Props) {
  const document = useDocument(props.name)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button type={props.primary ? 'primary' : 'default'} onClick={() => setOpen(true)}>{props.label ?? titleOf(document)}</Button>
      {open && <Dialog {...props} document={document} close={() => setOpen(false)} />}
    </>
  )
}

function titleOf({ root, label }: Document): string {
  return labelOf({ name: root, label })
}

function Dialog({ name, id, version = 0, done, allowed, choices = {}, present = {}, given = {}, document, close }: Props & { document: Document; close: () => void }) {
  const [form] = Form.useForm<Row>()
  const { busy, failure, setFailure, attempt } = useAttempt()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const [expected, setExpected] = useState(version)
  const [differences, setDifferences] = useState<Difference[]>([])
  const owner = ownerOf(document)
  const inputs = ownInputs(document).filter(input => (id === undefined || input.name !== owner) && !(input.name in given))
  const takesVersion = document.inputs?.some(input => input.name === 'expectedVersion')
  const title = titleOf(document)

  const send = (values: Row) => attempt(async () => {
    const input = { ...(id !== undefined && { [owner]: id }), ...given, ...(takesVersion && { expectedVersion: expected }), ...changedIn(givenIn(values), present) }
    const data = await ask(name, { input, ...(document.takesKey && { idempotencyKey: key }) })
    const { errors } = data[document.root] as { errors: Problem[] }
    if (errors.length > 0) place(errors)
    else finish()
  })

  function place(errors: Problem[]): void {
    // What was refused is done with: the mended form is another call.
    setKey(crypto.randomUUID())
    form.setFields(errors.flatMap(error => {
      const name = fieldAt(inputs, error.path)
      return name ? [{ name, errors: [error.message] }] : []
    }))
    setFailure(errors.filter(error => !fieldAt(inputs, error.path)).map(({ message }) => message).join(' '))
    const conflict = errors.find(error => error.conflict)?.conflict
    if (!conflict) return
    setExpected(conflict.currentVersion)
    // A field that was not sent stays as the other person left it.
    setDifferences(conflict.fields.filter(({ yours }) => yours !== null && yours !== undefined))
  }

  function finish(): void {
    close()
    done()
  }

  return (
    <Modal title={title} open width={inputs.some(({ children }) => children) ? WIDE : NARROW} confirmLoading={busy} onOk={() => form.submit()} onCancel={close}
      okText={expected === version ? say('提交', 'Submit') : say('按所选重新提交', 'Submit as chosen')} cancelText={say('取消', 'Cancel')}>
      {failure && <Alert type="error" showIcon title={failure} />}
      {expected !== version && <Conflict differences={differences} inputs={inputs} choose={(field, value) => form.setFieldValue(field, value)} />}
      {inputs.length === 0 && <p>{say(`确认${title}？`, `${title}: sure?`)}</p>}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={initialOf(inputs, present)} onFinish={send}>
        {inputs.map(input => input.children
          ? <Part key={input.name} input={input} />
          : <Entry key={input.name} input={input} choices={choices[input.name]} allowed={input.name === 'status' ? allowed : undefined} />)}
      </Form>
    </Modal>
  )
}

/** The field of the form that a refusal is about; none where it is about no single one. */
function fieldAt(inputs: Field[], path: string[]): (string | number)[] | undefined {
  const start = path.findIndex(part => inputs.some(({ name }) => name === part))
  const input = inputs.find(({ name }) => name === path[start])
  if (!input?.children) return input && [input.name]
  const place = input.many ? Number(path[start + 1]) : undefined
  const inner = fieldAt(input.children, path.slice(start + 1))
  return inner && [input.name, ...(place === undefined ? [] : [place]), ...inner]
}

/** The input that says on what the step is taken: its id, or the id of what the new row belongs to. */
function ownerOf({ inputs = [] }: Document): string {
  if (inputs.some(({ name }) => name === 'id')) return 'id'
  return inputs.find(({ kind, required }) => kind === 'ID' && required)?.name ?? 'id'
}

/** Forms that change values start with the present ones; those that ask for a state do not. */
function initialOf(inputs: Field[], present: Row): Row {
  const known = inputs.filter(({ name, kind }) => name !== 'status' && kind !== 'ID' && typeof present[name] !== 'object')
  return Object.fromEntries(known.map(({ name }) => [name, present[name]]))
}

/** Only what differs is sent: a value that somebody else changes meanwhile stays theirs. */
function changedIn(values: Row, present: Row): Row {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => name === 'status' || !(name in present) || present[name] !== value))
}

interface ConflictProps {
  differences: Difference[]
  inputs: Field[]
  choose: (field: string, value: unknown) => void
}

/** Somebody changed the record meanwhile: what it is now beside what was filled in. */
function Conflict({ differences, inputs, choose }: ConflictProps) {
  const known = differences.flatMap(difference => {
    const input = inputs.find(({ name }) => name === difference.name)
    return input ? [{ ...difference, input }] : []
  })
  return (
    <div className="conflict">
      <p>{say('他人已先修改。逐项选择保留哪个值，再提交；表单里显示将提交的内容。', 'Somebody changed this meanwhile. Choose a value for each field, then submit what the form shows.')}</p>
      {known.length === 0 && <p>{say('您填写的各项与现值没有冲突，可直接重新提交。', 'None of your values differs from the present ones.')}</p>}
      <dl>
        {known.map(({ name, current, yours, input }) => (
          <div key={name}>
            <dt>{labelOf(input)}</dt>
            <dd>
              <Radio.Group defaultValue="yours" onChange={({ target }) => choose(name, target.value === 'yours' ? yours : current)} aria-label={labelOf(input)}>
                <Radio value="current">{say('现值：', 'Now: ')}<Value field={input} value={current} plain /></Radio>
                <Radio value="yours">{say('我的：', 'Mine: ')}<Value field={input} value={yours} plain /></Radio>
              </Radio.Group>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
