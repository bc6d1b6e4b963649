import { Alert, Spin } from 'antd'
import { Link } from 'react-router'
import { Tile } from '../board/parts'
import { asOf } from '../board/time'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { say } from '../language'
import { useAnswer } from '../useAnswer'
import { useUser } from '../user'
import { number } from '../Value'
import { type Draft, type Found, type Group, type InForce, OPEN_LIST, type Plan, type Rule, type Run } from './model'
import { Plans } from './Plans'
import { Rules } from './Rules'
import { Runs } from './Runs'
import './screening.css'

/** What is screened, when, by which rules, and what was found. */
export function Overview() {
  useDocument('screeningDesk')
  useDocument('requestScreening')
  const { rights = {} } = useUser()
  const mayRead = rights['FINDING']?.includes('READ') ?? false
  const mayScreen = rights['SCREENING']?.includes('CREATE') ?? false
  const { data, failure, loading, again } = useAnswer('screeningDesk', { finding: mayRead })
  const found = data?.['findings'] as { totalCount: number; bySeverity: Group[]; byRule: Group[] } | undefined
  const nodes = <One,>(name: string) => (data?.[name] as Found<One>).nodes
  return (
    <section className="screening">
      <div className="page-head">
        <h1>{say('排查工作台', 'Screening desk')}</h1>
        <span role="status">{loading ? '' : asOf()}</span>
        <span className="page-tools">
          {mayRead && <Link to="/screening/findings">{say('线索研判', 'Findings')}</Link>}
          <Link to="/screening/rules">{say('规则编写', 'Rule builder')}</Link>
          {mayScreen && <Action name="requestScreening" done={again} label={say('发起排查', 'Start a run')} primary />}
        </span>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading && !data}>
        {data && (
          <div className="work">
            {found && <Severities found={found} />}
            <Plans plans={nodes<Plan>('screeningPlans')} mayScreen={mayScreen} done={again} />
            <Runs runs={nodes<Run>('screeningRuns')} again={again} />
            <Rules rules={nodes<Rule>('screeningRules')} inForce={nodes<InForce>('inForce')} drafts={nodes<Draft>('drafts')} runs={nodes<Run>('screeningRuns')} open={found?.byRule} />
          </div>
        )}
      </Spin>
    </section>
  )
}

const GRADES = [4, 3, 2, 1]
const MEANING: Record<number, [string, string]> = { 4: ['紧急', 'urgent'], 3: ['重要', 'grave'], 2: ['一般', 'ordinary'], 1: ['提示', 'a hint'] }

/** Open findings by severity, each figure with its list. */
function Severities({ found }: { found: { totalCount: number; bySeverity: Group[] } }) {
  const countOf = (grade: number) => found.bySeverity.find(({ key }) => Number(key['severity']) === grade)?.count ?? 0
  return (
    <div className="tiles">
      <Tile title={say('未结线索', 'Open findings')} value={number(found.totalCount)} definition={say('待处理、已指派、处理中', 'Open, assigned, in progress')} to={OPEN_LIST} />
      {GRADES.map(grade => (
        <Tile key={grade} title={say(`${grade} 级 · ${MEANING[grade]![0]}`, `Severity ${grade}, ${MEANING[grade]![1]}`)} value={number(countOf(grade))} grave={grade === 4 && countOf(4) > 0}
          definition={say('按规则的风险等级', 'By the grade of the rule')} to={`${OPEN_LIST}&num.severity=${grade}`} />
      ))}
    </div>
  )
}
