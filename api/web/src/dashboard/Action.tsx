import { Alert, Button, Form, Input, InputNumber, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import type { Field } from 'virtual:documents'
import { ask, type Row } from './ask'
import { useDocument } from './documents'
import { labelOf, say, valuesOf } from './language'

interface Problem {
  code: string
  path: string[]
  message: string
}

interface Props {
  name: string
  id: string
  version: number
  done: () => void
}

/** A step on one thing: a form out of the mutation's input, refusals beside the field they name. */
export function Action({ name, id, version, done }: Props) {
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')
  const [form] = Form.useForm<Row>()
  const document = useDocument(name)
  const inputs = document.inputs ?? []
  const title = labelOf({ name: document.root, label: document.label })

  async function send(values: Row): Promise<void> {
    setBusy(true)
    setFailure('')
    try {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
      const data = await ask(name, { input: { id, expectedVersion: version, ...given } })
      const { errors } = data[document.root] as { errors: Problem[] }
      if (errors.length > 0) place(errors)
      else finish()
    } catch (error) {
      setFailure((error as Error).message)
    }
    setBusy(false)
  }

  function place(errors: Problem[]): void {
    const known = new Set(inputs.map(input => input.name))
    const nameOf = ({ path }: Problem) => path.findLast(part => known.has(part))
    form.setFields(errors.flatMap(error => {
      const field = nameOf(error)
      return field ? [{ name: field, errors: [error.message] }] : []
    }))
    setFailure(errors.filter(error => !nameOf(error)).map(({ message }) => message).join(' '))
  }

  function finish(): void {
    setOpen(false)
    form.resetFields()
    done()
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>{title}</Button>
      <Modal title={title} open={open} confirmLoading={busy} onOk={() => form.submit()} onCancel={() => setOpen(false)}
        okText={say('提交', 'Submit')} cancelText={say('取消', 'Cancel')}>
        {failure && <Alert type="error" showIcon title={failure} />}
        <Form form={form} layout="vertical" requiredMark={false} onFinish={send}>
          {inputs.map(input => <Entry key={input.name} input={input} />)}
        </Form>
      </Modal>
    </>
  )
}

function Entry({ input }: { input: Field }) {
  const rules = input.required ? [{ required: true, message: say(`请填写${labelOf(input)}。`, `${labelOf(input)} is wanted.`) }] : []
  return (
    <Form.Item name={input.name} label={labelOf(input)} rules={rules} {...(input.kind === 'Boolean' && { valuePropName: 'checked' })}>
      {controlOf(input)}
    </Form.Item>
  )
}

function controlOf(input: Field) {
  switch (input.kind) {
    case 'enum':
      return <Select options={valuesOf(input.values)} allowClear />
    case 'Boolean':
      return <Switch />
    case 'Int':
    case 'Long':
      return <InputNumber />
    case 'Date':
      return <Input type="date" />
    default:
      return <Input.TextArea autoSize={{ minRows: 1, maxRows: 5 }} />
  }
}
