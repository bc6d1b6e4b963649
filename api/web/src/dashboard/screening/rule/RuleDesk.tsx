import { Link } from 'react-router'
import { Desk } from '../../desk/Desk'
import { useDocument } from '../../documents'
import { labelOfValue, say } from '../../language'
import { useAnswer } from '../../useAnswer'
import { useUser } from '../../user'
import type { Found } from '../model'
import '../screening.css'
import { Draft } from './Draft'
import { RuleSheet } from './RuleSheet'

interface Version {
  id: string
  number: number
  status: string
  severity: number
  rule: { code: string; name: string; subjectType: string } | null
}

/** The rules that analysts write: one at work, beside the drafts and what is in force. */
export default function RuleDesk({ id }: { id: string | undefined }) {
  useDocument('ruleQueue')
  const { rights = {} } = useUser()
  const mayWrite = rights['SCREENING']?.includes('CREATE') ?? false
  const { data, failure, loading, again } = useAnswer('ruleQueue', {})
  const found = data?.['screeningRuleVersions'] as Found<Version> | undefined
  const entries = (found?.nodes ?? []).map(({ id: key, number, status, severity, rule }) => ({
    id: key,
    title: <><i className={`spot severity-${severity}`} aria-hidden="true" />{rule?.name}</>,
    note: `${rule?.code} · ${say(`第 ${number} 版`, `version ${number}`)} · ${labelOfValue('SubjectType', String(rule?.subjectType))}`,
    aside: labelOfValue('VersionStatus', status),
  }))
  return (
    <Desk title={say('规则编写', 'Rule builder')} waiting={say('编写的规则', 'Written rules')} path="screening/rules" entries={entries} total={found?.totalCount ?? 0} loading={loading && !found} failure={failure} chosen={id}
      tools={<>{mayWrite && <Link to="/screening/rules/new">{say('编写新规则', 'New rule')}</Link>}<Link to="/screening">{say('排查工作台', 'Screening desk')}</Link></>}>
      {id === 'new' && <Draft changed={again} />}
      {id && id !== 'new' && <RuleSheet key={id} id={id} mayWrite={mayWrite} mayPublish={rights['SCREENING']?.includes('DECIDE') ?? false} changed={again} />}
      {!id && <p className="panel nothing">{say('从左侧选择一条规则', 'Choose a rule at the left')}</p>}
    </Desk>
  )
}
