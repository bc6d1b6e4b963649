import { Alert, Button, Form, Input, Select, Steps } from 'antd'
import { useState } from 'react'
import { ask, askWithFile, payloadOf } from '../ask'
import { useDocument } from '../documents'
import { say, valuesOf } from '../language'
import { useAttempt } from '../useAttempt'
import { useUser } from '../user'
import { Account } from './Account'

interface Choice {
  entity: string
  mode: string
}

/** What one must be allowed to create, by what is read in; the server decides. */
const CREATES: Record<string, string> = {
  MEMBER: 'MEMBERSHIP', UNION: 'UNION', ENTERPRISE: 'ENTERPRISE', FACILITY: 'FACILITY', DOSSIER: 'DOSSIER', ASSISTANCE: 'ASSISTANCE', FEED_REPORT: 'REPORT',
}
const SHEETS = '.xlsx,.xls,.ods,.csv'

/** From a spreadsheet to rows: a trial that changes nothing, its account, then the import itself. */
export default function Importing() {
  useDocument('startImport')
  const { rights = {} } = useUser()
  const [file, setFile] = useState<File | null>(null)
  const [choice, setChoice] = useState<Choice | null>(null)
  const [upload, setUpload] = useState('')
  const [trial, setTrial] = useState('')
  const [real, setReal] = useState('')
  const { busy, failure, setFailure, attempt } = useAttempt()
  const step = real ? 2 : trial ? 1 : 0

  const tryOut = (wanted: Choice) => attempt(async () => {
    if (!file) throw new Error(say('请选择文件。', 'Choose a file.'))
    const stored = payloadOf<{ uploadId: string }>(await askWithFile('storeUpload', { idempotencyKey: crypto.randomUUID() }, file), 'storeUpload')
    setUpload(stored.uploadId)
    setChoice(wanted)
    setTrial(await start(stored.uploadId, wanted, true))
  })

  const carryOut = () => attempt(async () => setReal(await start(upload, choice!, false)))

  function anew(): void {
    setFile(null)
    setTrial('')
    setReal('')
    setFailure('')
  }

  const entities = valuesOf('ImportEntity').filter(({ value }) => rights[CREATES[value] ?? '']?.includes('CREATE'))
  return (
    <section className="importing">
      <div className="page-head"><h1>{say('数据导入', 'Import')}</h1></div>
      <Steps size="small" current={step} items={[say('选择文件', 'Choose'), say('试运行并核对', 'Trial'), say('正式导入', 'Import')].map(title => ({ title }))} />
      {failure && <Alert type="error" showIcon title={failure} />}
      {step === 0 && (
        <Form layout="vertical" requiredMark={false} initialValues={{ mode: 'REJECT_ALL' }} onFinish={values => void tryOut(values as Choice)}>
          <Form.Item name="entity" label={say('导入对象', 'What')} rules={[{ required: true, message: say('请选择导入对象。', 'Choose what to import.') }]}>
            <Select options={entities} />
          </Form.Item>
          <Form.Item label={say('文件', 'File')} htmlFor="sheet" extra={say('支持 .xlsx、.xls、.ods、.csv，首行为列名；证件号码请设为文本。', 'First row: names of the columns; identity numbers as text.')}>
            <Input id="sheet" type="file" accept={SHEETS} onChange={({ target }) => setFile(target.files?.[0] ?? null)} />
          </Form.Item>
          <Form.Item name="mode" label={say('有行未通过时', 'When rows are refused')}>
            <Select options={valuesOf('ImportMode')} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy} disabled={!file}>{say('试运行', 'Try it')}</Button>
        </Form>
      )}
      {step > 0 && <Account key={real || trial} id={real || trial} mode={choice!.mode} busy={busy} carryOut={real ? null : () => void carryOut()} anew={anew} />}
    </section>
  )
}

async function start(uploadId: string, { entity, mode }: Choice, dryRun: boolean): Promise<string> {
  const data = await ask('startImport', { input: { entity, mode, uploadId, dryRun }, idempotencyKey: crypto.randomUUID() })
  return payloadOf<{ importRun: { id: string } }>(data, 'startImport').importRun.id
}
