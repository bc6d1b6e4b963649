import { Link } from 'react-router'
import { Section } from '../desk/Desk'
import { say } from '../language'
import { ALL_PAGES } from '../pages'
import { money } from '../Value'
import evidenceLabels from './evidence.json'
import type { Finding, Node } from './finding'

const LABELS: Record<string, string> = evidenceLabels

/** Why the rule hit: each condition with the value that met it, the thresholds, the rows. */
export function Explanation({ finding }: { finding: Finding }) {
  const { explanation, evidence, rule, ruleVersion, run } = finding
  const { nodes = [], parameters = {}, rows = {} } = explanation
  const values = Object.entries(evidence).filter(([, value]) => value !== null)
  return (
    <Section title={say('为何命中', 'Why it was hit')} note={run && say(`按 ${run.asOf} 的数据`, `By the data of ${run.asOf}`)}>
      <p className="notice">{ruleVersion?.sentence ?? rule?.description}</p>
      {nodes.length > 0 ? <Nodes nodes={nodes} /> : (
        <dl className="told-values">
          {values.map(([name, value]) => <div key={name}><dt>{labelOf(name)}</dt><dd>{valueOf(name, value)}</dd></div>)}
        </dl>
      )}
      {Object.keys(parameters).length > 0 && (
        <p className="tile-definition">{say('所用参数：', 'Parameters: ')}{Object.entries(parameters).map(([name, value]) => `${LABELS[name] ?? name} = ${plain(value)}`).join('，')}</p>
      )}
      <Rows rows={rows} />
    </Section>
  )
}

/** The conditions of an analyst's rule, each with its value. */
function Nodes({ nodes }: { nodes: Node[] }) {
  return (
    <ol className="computation">
      {nodes.map(({ path, words, holds, value }) => (
        <li key={path}>
          <span>{words}</span>
          <span className={`result ${holds ? 'holds-yes' : 'holds-no'}`}>{holds ? say('满足', 'holds') : say('不满足', 'does not hold')}</span>
          <span className="formula">{say('实际值：', 'Value: ')}{plain(value)}</span>
        </li>
      ))}
    </ol>
  )
}

/** The rows that a hit rests on, with the way to each list. */
function Rows({ rows }: { rows: Record<string, string | string[] | null> }) {
  const given = Object.entries(rows).map(([table, ids]) => [table, [ids ?? []].flat()] as const).filter(([, ids]) => ids.length > 0)
  if (given.length === 0) return null
  return (
    <p>{say('所据记录：', 'Rows: ')}
      {given.map(([table, ids]) => {
        const page = pageOfTable(table)
        const text = say(`${page?.chinese ?? table} ${ids.length} 条`, `${page?.english ?? table}: ${ids.length}`)
        return <span key={table} className="rows">{page ? <Link to={ids.length === 1 ? `/${page.path}/${ids[0]}` : `/${page.path}?is.id=${ids.join(',')}`}>{text}</Link> : text}</span>
      })}
    </p>
  )
}

/** `assistance_record` is the table of the GraphQL type `AssistanceRecord`. */
function pageOfTable(table: string) {
  const type = table.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
  return ALL_PAGES.find(page => page.type === type)
}

function labelOf(name: string): string {
  return (LABELS[name] ?? name).replace(' (分)', say('（元）', ' (yuan)'))
}

function valueOf(name: string, value: unknown): string {
  return name.endsWith('_fen') && typeof value === 'number' ? money(value) : plain(value)
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return say('空', 'none')
  if (typeof value === 'boolean') return value ? say('是', 'yes') : say('否', 'no')
  if (Array.isArray(value)) return value.map(plain).join('、')
  if (typeof value === 'object') return Object.entries(value).map(([name, one]) => `${LABELS[name] ?? name} ${plain(one)}`).join('，')
  return String(value)
}
