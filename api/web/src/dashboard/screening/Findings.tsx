import { Link } from 'react-router'
import { Desk } from '../desk/Desk'
import { useDocument } from '../documents'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { instant } from '../Value'
import { FindingSheet } from './FindingSheet'
import { type Found, OPEN_LIST } from './model'
import './screening.css'

interface Waiting {
  id: string
  severity: number
  status: string
  subjectType: string
  dueAt: string | null
  rule: { code: string; name: string } | null
  union: { name: string } | null
}

const FILTER = { status: { in: ['OPEN', 'ASSIGNED', 'IN_PROGRESS'] } }

/** One finding at work, beside the gravest that are open. */
export function Findings({ id }: { id: string | undefined }) {
  useDocument('findingQueue')
  const { data, failure, loading, again } = useAnswer('findingQueue', { filter: FILTER })
  const found = data?.['findings'] as Found<Waiting> | undefined
  const now = new Date().toISOString()
  const entries = (found?.nodes ?? []).map(({ id: key, severity, subjectType, dueAt, rule, union }) => ({
    id: key,
    title: <><i className={`spot severity-${severity}`} aria-hidden="true" />{say(`${severity} 级`, String(severity))} {rule?.name}</>,
    note: `${labelOfValue('SubjectType', subjectType)} · ${union?.name ?? say('全市', 'the city')}`,
    aside: dueAt && instant(dueAt).slice(5, 10),
    late: dueAt !== null && new Date(dueAt).toISOString() < now,
  }))
  return (
    <Desk title={say('线索研判', 'Findings')} waiting={say('未结线索', 'Open findings')} path="screening/findings" entries={entries} total={found?.totalCount ?? 0}
      loading={loading && !found} failure={failure} chosen={id} tools={<><Link to="/screening">{say('排查工作台', 'Screening desk')}</Link><Link to={OPEN_LIST}>{say('线索列表', 'List')}</Link></>}>
      {id ? <FindingSheet key={id} id={id} changed={again} /> : <p className="panel nothing">{say('从左侧选择一条线索', 'Choose a finding at the left')}</p>}
    </Desk>
  )
}
