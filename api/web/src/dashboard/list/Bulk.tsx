import { Alert, Button, Form, Modal, Table } from 'antd'
import { useState } from 'react'
import type { Document } from 'virtual:documents'
import { ask, payloadOf, type Row } from '../ask'
import { useDocument } from '../documents'
import { Entry, givenIn, ownInputs } from '../form/Entry'
import { labelOf, say } from '../language'
import { useAttempt } from '../useAttempt'

interface Result {
  index: number
  ok: boolean
  errors: { message: string }[]
}

interface Props {
  name: string
  rows: Row[]
  done: () => void
}

/** One step on the chosen rows: those that pass are done, the others tell why not. */
export default function Bulk({ name, rows, done }: Props) {
  const document = useDocument(name)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{labelOf({ name: document.root, label: document.label })}</Button>
      {open && <Dialog document={document} rows={rows} close={() => setOpen(false)} done={done} />}
    </>
  )
}

function Dialog({ document, rows, close, done }: { document: Document; rows: Row[]; close: () => void; done: () => void }) {
  const [form] = Form.useForm<Row>()
  const [key] = useState(() => crypto.randomUUID())
  const { busy, failure, attempt } = useAttempt()
  const [results, setResults] = useState<Result[] | null>(null)

  const send = (values: Row) => attempt(async () => {
    const given = rows.map(({ id, version }) => ({ id, expectedVersion: version, ...givenIn(values) }))
    const data = await ask(document.name, { rows: given, onFailure: 'SKIP_FAILED', idempotencyKey: key })
    setResults((data[document.root] as { rows: Result[] }).rows)
    done()
    payloadOf(data, document.root)
  })

  return (
    <Modal open title={document.label} onCancel={close} confirmLoading={busy} onOk={() => (results ? close() : form.submit())}
      okText={results ? say('完成', 'Done') : say(`办理 ${rows.length} 条`, `Do ${rows.length}`)} cancelText={say('取消', 'Cancel')}>
      {failure && <Alert type="error" showIcon title={failure} />}
      {results ? <Results rows={rows} results={results} /> : (
        <Form form={form} layout="vertical" requiredMark={false} onFinish={send}>
          {ownInputs(document).map(input => <Entry key={input.name} input={input} />)}
        </Form>
      )}
    </Modal>
  )
}

function Results({ rows, results }: { rows: Row[]; results: Result[] }) {
  const passed = results.filter(({ ok }) => ok).length
  return (
    <>
      <Alert type={passed === results.length ? 'success' : 'warning'} showIcon title={say(`办理 ${passed} 条，未通过 ${results.length - passed} 条`, `${passed} done, ${results.length - passed} refused`)} />
      <Table<Result> size="small" rowKey="index" pagination={false} dataSource={results} columns={[
        { key: 'row', title: say('记录', 'Record'), render: (_, { index }) => nameOf(rows[index]) },
        { key: 'ok', title: say('结果', 'Result'), render: (_, { ok, errors }) => (ok ? say('已办理', 'Done') : errors.map(({ message }) => message).join(' ')) },
      ]} />
    </>
  )
}

function nameOf(row: Row | undefined): string {
  const neighbour = (row?.['person'] ?? row?.['rule']) as Row | null | undefined
  return String(row?.['name'] ?? row?.['number'] ?? row?.['title'] ?? neighbour?.['name'] ?? row?.['cardNumber'] ?? row?.['id'])
}
