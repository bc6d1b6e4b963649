import { Alert, Button, Spin } from 'antd'
import { Link } from 'react-router'
import type { Row } from '../ask'
import { dayIn } from '../board/time'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import machines from '../machines.json'
import { useAnswer } from '../useAnswer'
import { useUser } from '../user'
import { instant, Mark, money } from '../Value'
import { Computation } from './Computation'
import { Expenses, Household } from './Household'
import { type Dossier, type Special, type Taken } from './model'
import { Notices } from './Notices'
import { Exclusions, Proofs } from './Proofs'

const NEXT: Record<string, string[]> = machines.DossierStatus
const BEFORE_DAYS = -40

/** All of one dossier that somebody decides by, and what may be done next. */
export function Sheet({ id, changed }: { id: string; changed: () => void }) {
  useDocument('dossierDesk')
  const { rights = {} } = useUser()
  const { data, failure, loading, again } = useAnswer('dossierDesk', { id, from: dayIn(BEFORE_DAYS) })
  const dossier = data?.['dossier'] as Dossier | null | undefined
  if (failure) return <Alert type="error" showIcon title={failure} />
  if (data && !dossier) return <Alert type="info" showIcon title={say('没有这份档案，或不在您的权限范围内。', 'There is no such dossier within your scope.')} />
  if (!dossier) return <Spin spinning={loading}><p className="panel" role="status">{say('正在打开……', 'Opening…')}</p></Spin>
  const special = (data?.['calendarDays'] as { nodes: Special[] }).nodes
  const mayFile = (rights['DOSSIER'] ?? []).includes('CREATE')
  const mayChange = (rights['DOSSIER'] ?? []).some(right => right === 'CREATE' || right === 'REVIEW' || right === 'DECIDE')
  const done = () => {
    again()
    changed()
  }
  const shared = { id, version: dossier.version, mayChange, done }
  return (
    <>
      <Head dossier={dossier} mayChange={mayChange} done={done} />
      <Household members={dossier.household} tools={mayFile && <Action name="addHouseholdMember" id={id} done={done} label={say('增加家庭成员', 'Add a member')} />} />
      <div className="two">
        <Computation assessments={dossier.assessments.nodes} tools={mayFile && <Action name="assessDossier" id={id} version={dossier.version} done={done} label={say('重新认定', 'Assess anew')} />} />
        <div className="work">
          <Expenses assessment={dossier.assessments.nodes[0]} />
          <Exclusions {...shared} checks={dossier.exclusionChecks.nodes} />
        </div>
      </div>
      <Proofs {...shared} evidence={dossier.evidence.nodes} />
      <Notices notices={dossier.notices.nodes} special={special} mayChange={mayChange} done={done} />
      <div className="two">
        <Trail steps={dossier.steps.nodes} />
        <Aid dossier={dossier} mayAsk={(rights['ASSISTANCE'] ?? []).includes('CREATE')} done={done} />
      </div>
    </>
  )
}

function Head({ dossier, mayChange, done }: { dossier: Dossier; mayChange: boolean; done: () => void }) {
  const next = NEXT[dossier.status] ?? []
  const late = dossier.dueOn !== null && dossier.dueOn < dayIn(0)
  const facts: [string, unknown][] = [
    [say('证件号码', 'Document'), dossier.person?.documentNumberMask], [say('工会', 'Union'), dossier.union?.name], [say('致困原因', 'Cause'), labelOfValue('Cause', String(dossier['primaryCause']))],
    [say('家庭人口', 'Persons'), dossier['householdSize']], [say('申请', 'Applied'), dossier['appliedOn']], [say('建档', 'Opened'), dossier['openedOn']], [say('下次复核', 'Next review'), dossier['nextReviewOn']], [say('说明', 'Note'), dossier.statusReason],
  ]
  return (
    <section className="panel work-head">
      <h2>{dossier.person?.name} · {dossier.number}</h2>
      <Mark colour={dossier.status === 'ACTIVE' ? 'good' : 'busy'}>{labelOfValue('DossierStatus', dossier.status)}</Mark>
      {dossier.category && <strong>{labelOfValue('DossierCategory', dossier.category)}</strong>}
      {dossier.dueOn && <span className={late ? 'late' : undefined}>{say(`${dossier.dueOn} 前办理`, `Due by ${dossier.dueOn}`)}</span>}
      <span className="page-tools"><Button onClick={() => window.print()}>{say('打印', 'Print')}</Button></span>
      <dl>{facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{String(value)}</dd></div>)}</dl>
      {mayChange && (
        <div className="next-steps">
          {next.length > 0 && <Action name="changeDossierStatus" id={dossier.id} version={dossier.version} done={done} allowed={next} present={dossier as Row} primary label={say('办理下一步', 'Next step')} />}
          <span className="tile-definition">{next.length > 0 ? say('可办理：', 'Legal: ') + next.map(status => labelOfValue('DossierStatus', status)).join('、') : say('没有后续步骤', 'No further step')}</span>
          <span className="page-tools">
            <Action name="recordHouseholdVisit" id={dossier.id} version={dossier.version} done={done} label={say('登记入户', 'Record a visit')} />
          </span>
        </div>
      )}
    </section>
  )
}

function Trail({ steps }: { steps: Taken[] }) {
  const latest = [...steps].sort((one, other) => one.takenAt.localeCompare(other.takenAt)).reverse()
  return (
    <Section title={say('办理经过', 'History')}>
      {latest.length === 0 && <p className="nothing">{say('尚无记录', 'None yet')}</p>}
      <ol className="trail">
        {latest.map(({ id, fromStatus, toStatus, takenAt, takenBy, note }) => (
          <li key={id}>
            <time dateTime={takenAt}>{instant(takenAt)}</time>
            <span>{fromStatus && `${labelOfValue('DossierStatus', fromStatus)} → `}<strong>{labelOfValue('DossierStatus', toStatus)}</strong>{note && ` ${note}`} {!takenBy.startsWith('user:') && <small>{takenBy}</small>}</span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Aid({ dossier, mayAsk, done }: { dossier: Dossier; mayAsk: boolean; done: () => void }) {
  const { person, household } = dossier
  const beneficiaries = household.map(({ id, name, relation }) => ({ value: id, label: `${name} · ${labelOfValue('Relation', relation)}` }))
  return (
    <Section title={say('帮扶记录', 'Aid')} note={say('元', 'Yuan')}
      tools={mayAsk && person && (
        <>
          <Action name="setPayeeAccount" given={{ personId: person.id, holderName: person.name }} done={done} label={say('登记收款账户', 'Payee account')} />
          <Action name="requestAssistance" given={{ dossierId: dossier.id, personId: undefined, unionId: undefined }} choices={{ beneficiaryMemberId: beneficiaries }} done={done} label={say('申请帮扶', 'Ask for aid')} primary />
        </>
      )}>
      <Ledger label={say('帮扶记录', 'Aid')} lines={dossier.assistanceRecords.nodes} keyOf={({ id }) => id}
        columns={[
          { title: say('编号', 'Number'), of: ({ id, number }) => <Link to={`/aid/${id}`}>{number}</Link> },
          { title: say('类型', 'Kind'), of: ({ kind }) => labelOfValue('AssistanceKind', kind) },
          { title: say('状态', 'State'), of: ({ status }) => labelOfValue('AssistanceStatus', status) },
          { title: say('金额', 'Amount'), right: true, of: ({ amount }) => money(amount) },
        ]} />
    </Section>
  )
}
