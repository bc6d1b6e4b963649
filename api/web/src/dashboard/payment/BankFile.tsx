import { Alert, Button } from 'antd'
import { useRef, useState } from 'react'
import { ask, askWithFile, payloadOf } from '../ask'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { say } from '../language'
import { useAttempt } from '../useAttempt'
import { instant } from '../Value'
import type { Batch, Return } from './model'

const SHEETS = '.xlsx,.txt'

/** The bank's file, fetched once by a link of minutes; and the bank's answer, row by row. */
export function BankFile({ batch, done }: { batch: Batch; done: () => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [url, setUrl] = useState('')
  const { busy, failure, attempt } = useAttempt()

  const issue = () => attempt(async () => {
    const data = await ask('issueTicket', { input: { id: batch.id, expectedVersion: batch.version } })
    setUrl(payloadOf<{ url: string }>(data, 'issueBankFileTicket').url)
  })

  const fetchFile = () => attempt(async () => {
    const response = await fetch(url, { credentials: 'same-origin' })
    if (!response.ok) throw new Error(say('链接已失效，请重新生成。', 'The link is spent; make another.'))
    save(await response.blob(), `${batch.number}.xlsx`)
    setUrl('')
    done()
  })

  const take = (file: File | undefined) => attempt(async () => {
    if (!file) return
    payloadOf(await askWithFile('importReturn', { batchId: batch.id, idempotencyKey: crypto.randomUUID() }, file), 'importBankReturn')
    done()
  })

  const waits = batch.status === 'EXPORTED'
  return (
    <Section title={say('银行文件与回盘', 'Bank file and return')} note={batch.collectedAt ? say(`文件已于 ${instant(batch.collectedAt)} 取走`, `Fetched at ${instant(batch.collectedAt)}`) : say('文件含账号，只能取一次', 'The file holds account numbers and is fetched once')}
      tools={waits && (
        <>
          {!batch.collectedAt && !url && <Button loading={busy} onClick={() => void issue()}>{say('生成一次性取件链接', 'Make a one-time link')}</Button>}
          {url && !batch.collectedAt && <Button type="primary" loading={busy} onClick={() => void fetchFile()}>{say('下载银行文件', 'Download the file')}</Button>}
          <input ref={input} type="file" accept={SHEETS} hidden aria-label={say('回盘文件', 'Return file')} onChange={({ target }) => void take(target.files?.[0])} />
          <Button loading={busy} onClick={() => input.current?.click()}>{say('导入回盘', 'Import the return')}</Button>
        </>
      )}>
      {failure && <Alert type="error" showIcon title={failure} />}
      {batch.returns.nodes.length === 0 && <p className="nothing">{say('尚无回盘', 'No return yet')}</p>}
      {batch.returns.nodes.map(one => <Result key={one.id} found={one} />)}
    </Section>
  )
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

function Result({ found: { fileName, rows, succeeded, failed, refused, problems } }: { found: Return }) {
  return (
    <article>
      <h3>{fileName} · {say(`${rows} 行：成功 ${succeeded}，失败 ${failed}，未入账 ${refused}`, `${rows} rows: ${succeeded} paid, ${failed} failed, ${refused} not booked`)}</h3>
      {problems.length > 0 && (
        <Ledger label={say('未入账的行', 'Rows not booked')} lines={problems} keyOf={({ row, code }) => `${row}:${code}`}
          columns={[{ title: say('行号', 'Row'), of: ({ row }) => row }, { title: say('原因', 'Reason'), of: ({ message }) => message }]} />
      )}
    </article>
  )
}
