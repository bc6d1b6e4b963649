import { Alert, Button, Form, Modal, Progress } from 'antd'
import { useEffect, useState } from 'react'
import type { Field } from 'virtual:documents'
import { ask, payloadOf, type Row } from '../ask'
import { useDocument } from '../documents'
import { Entry, givenIn, ownInputs } from '../form/Entry'
import { labelOfValue, say } from '../language'
import type { Page } from '../pages'
import { useAttempt } from '../useAttempt'
import { number } from '../Value'
import { filterOf, orderOf } from './view'

interface Props {
  page: Page
  columns: Field[]
  address: URLSearchParams
}

interface Started {
  id: string
  state: string
  expectedRows: number
}

interface Run {
  state: string
  rows: number | null
  fileName: string | null
  jobRun: { state: string; done: number | null; total: number | null; error: string | null } | null
}

/** Exports every row of the present view, not only its page, as a job. */
export default function Export(props: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('导出', 'Export')}</Button>
      {open && <Dialog {...props} close={() => setOpen(false)} />}
    </>
  )
}

const ASKED = new Set(['purpose', 'format', 'note'])

function Dialog({ page, columns, address, close }: Props & { close: () => void }) {
  const document = useDocument('startExport')
  const [form] = Form.useForm<Row>()
  const [key] = useState(() => crypto.randomUUID())
  const [started, setStarted] = useState<Started | null>(null)
  const { busy, failure, attempt } = useAttempt()

  const send = (values: Row) => attempt(async () => {
    const view = { connection: page.list, columns: columns.map(pathOf), filter: filterOf(page, address), orderBy: orderOf(page, address) }
    const data = await ask('startExport', { input: { ...view, ...givenIn(values) }, idempotencyKey: key })
    setStarted(payloadOf<{ exportRun: Started }>(data, 'startExport').exportRun)
  })

  return (
    <Modal open title={say(`导出${page.chinese}`, `Export ${page.english}`)} onCancel={close} confirmLoading={busy} onOk={() => (started ? close() : form.submit())}
      okText={started ? say('关闭', 'Close') : say('开始导出', 'Start')} cancelText={say('取消', 'Cancel')}>
      {failure && <Alert type="error" showIcon title={failure} />}
      {started ? <Watch started={started} /> : (
        <>
          <p>{say('按现在的筛选、次序和列导出全部记录；导出留有记录，文件只能下载一次。', 'All rows of this view, its columns and order. Exports are recorded; a file is handed out once.')}</p>
          <Form form={form} layout="vertical" requiredMark={false} initialValues={{ format: 'XLSX', purpose: 'STATISTICS' }} onFinish={send}>
            {ownInputs(document).filter(({ name }) => ASKED.has(name)).map(input => <Entry key={input.name} input={input} />)}
          </Form>
        </>
      )}
    </Modal>
  )
}

/** A neighbour is exported by its name. */
function pathOf({ name, children }: Field): string {
  return children?.[0] ? `${name}.${children[0].name}` : name
}

const EVERY_MILLISECONDS = 700
const WAITING = new Set(['WAITING'])

function Watch({ started }: { started: Started }) {
  const [run, setRun] = useState<Run | null>(null)
  const [failure, setFailure] = useState('')
  const state = run?.state ?? started.state
  const failed = run?.jobRun?.state === 'DEAD'
  const open = WAITING.has(state) && !failed
  useEffect(() => {
    if (!open) return undefined
    const look = () => ask('exportRun', { id: started.id }).then(data => setRun(data['exportRun'] as Run), (error: Error) => setFailure(error.message))
    const timer = setInterval(() => void look(), EVERY_MILLISECONDS)
    return () => clearInterval(timer)
  }, [started.id, open])
  const { done, total } = run?.jobRun ?? {}
  const percent = state === 'READY' ? 100 : Math.floor((100 * (done ?? 0)) / Math.max(1, total ?? started.expectedRows))
  return (
    <div role="status">
      <p>{labelOfValue('ExportState', state)}{say(`，约 ${number(started.expectedRows)} 行`, `, about ${number(started.expectedRows)} rows`)}</p>
      {state === 'PENDING' ? <Alert type="info" showIcon title={say('须经审批，批准后在“导出”列表下载。', 'Needs an approval; the file will stand in the list of exports.')} /> : <Progress percent={percent} status={failed ? 'exception' : 'normal'} aria-label={say('进度', 'Progress')} />}
      {(failure || failed) && <Alert type="error" showIcon title={failure || (run?.jobRun?.error ?? '')} />}
      {state === 'READY' && <Button type="primary" href={`/exports/${started.id}`} download>{say(`下载 ${run?.fileName ?? ''}`, `Download ${run?.fileName ?? ''}`)}</Button>}
    </div>
  )
}
