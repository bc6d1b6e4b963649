import { Button } from 'antd'
import { useRef } from 'react'
import { ask, askWithFile, payloadOf } from '../ask'
import { dayIn } from '../board/time'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { Action } from '../form/Action'
import { labelOfValue, say, valuesOf } from '../language'
import { useAttempt } from '../useAttempt'
import { Mark } from '../Value'
import { type Check, type Evidence } from './model'

const WARNED_DAYS = 15

interface Props {
  id: string
  version: number
  mayChange: boolean
  done: () => void
}

/** The evidence with how long each is valid, and its files. */
export function Proofs({ evidence, id, version, mayChange, done }: Props & { evidence: Evidence[] }) {
  return (
    <Section title={say('佐证材料', 'Evidence')} note={say('到期前 15 日提醒', 'Warned 15 days before it ends')}
      tools={mayChange && <Action name="addEvidence" id={id} version={version} done={done} label={say('登记材料', 'Add evidence')} />}>
      <Ledger label={say('佐证材料', 'Evidence')} lines={evidence} keyOf={one => one.id} empty={say('尚无材料', 'None yet')}
        columns={[
          { title: say('材料', 'Evidence'), of: ({ title, kind }) => <>{title} {labelOfValue('EvidenceKind', kind) !== title && <small className="nothing">{labelOfValue('EvidenceKind', kind)}</small>}</> },
          { title: say('出具', 'Issued'), tight: true, of: ({ issuedOn }) => issuedOn },
          { title: say('有效期至', 'Valid until'), tight: true, of: ({ validUntil }) => <Validity until={validUntil} /> },
          { title: say('附件', 'Files'), of: one => <Files evidence={one} mayChange={mayChange} done={done} /> },
        ]} />
    </Section>
  )
}

function Validity({ until }: { until: string | null }) {
  if (!until) return <span className="nothing">{say('长期', 'No end')}</span>
  if (until < dayIn(0)) return <Mark colour="bad">{say(`${until} 已过期`, `${until}, over`)}</Mark>
  if (until <= dayIn(WARNED_DAYS)) return <Mark colour="busy">{say(`${until} 将到期`, `${until}, soon`)}</Mark>
  return <Mark colour="good">{until}</Mark>
}

function Files({ evidence, mayChange, done }: { evidence: Evidence; mayChange: boolean; done: () => void }) {
  const input = useRef<HTMLInputElement>(null)
  const { busy, failure, attempt } = useAttempt()

  const attach = (file: File | undefined) => attempt(async () => {
    if (!file) return
    const { uploadId } = payloadOf<{ uploadId: string }>(await askWithFile('storeUpload', { idempotencyKey: crypto.randomUUID() }, file), 'storeUpload')
    const given = { ownerKind: 'EVIDENCE', ownerId: evidence.id, uploadId }
    payloadOf(await ask('attachFile', { input: given, idempotencyKey: crypto.randomUUID() }), 'attachFile')
    done()
  })

  const names = evidence.attachments.nodes.map(({ name }) => name).join('、') || evidence.fileReference
  return (
    <>
      {names && <span>{names} </span>}
      {mayChange && (
        <>
          <input ref={input} type="file" hidden aria-label={say(`为${evidence.title}选择文件`, `File of ${evidence.title}`)} onChange={({ target }) => void attach(target.files?.[0])} />
          <Button size="small" loading={busy} onClick={() => input.current?.click()}>{say('上传', 'Upload')}</Button>
        </>
      )}
      {failure && <span role="alert" className="late"> {failure}</span>}
    </>
  )
}

const COLOURS: Record<string, string> = { CLEAR: 'good', HIT: 'bad', UNCLEAR: 'busy' }

/** Each reason that excludes a household, with the latest check of it. */
export function Exclusions({ checks, id, version, mayChange, done }: Props & { checks: Check[] }) {
  const latest = new Map([...checks].sort((one, other) => one.checkedOn.localeCompare(other.checkedOn)).map(check => [check.exclusion, check]))
  return (
    <Section title={say('排除情形核查', 'Exclusions')} note={say('每种情形的最近一次核查', 'The latest check of each')}
      tools={mayChange && <Action name="checkExclusion" id={id} version={version} done={done} label={say('登记核查', 'Record a check')} />}>
      <Ledger label={say('排除情形核查', 'Exclusions')} lines={valuesOf('Exclusion')} keyOf={({ value }) => value}
        columns={[
          { title: say('情形', 'Reason'), of: ({ label }) => label },
          { title: say('结果', 'Result'), of: ({ value }) => {
            const check = latest.get(value)
            return check ? <Mark colour={COLOURS[check.result] ?? ''}>{labelOfValue('CheckResult', check.result)}</Mark> : <span className="nothing">{say('未查', 'Not checked')}</span>
          } },
          { title: say('来源', 'Source'), of: ({ value }) => latest.get(value)?.source },
          { title: say('日期', 'Day'), tight: true, of: ({ value }) => latest.get(value)?.checkedOn },
        ]} />
    </Section>
  )
}
