import { Input, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { labelOfValue, say, valuesOf } from '../language'
import { instant, Mark, number } from '../Value'
import { type Draft, type Group, type InForce, lastRunOf, OPEN_LIST, percent, type Rule, type Run } from './model'

interface Props {
  rules: Rule[]
  inForce: InForce[]
  drafts: Draft[]
  runs: Run[]
  /** Open findings by rule, where the person may read them. */
  open: Group[] | undefined
}

/** Every rule, built in or written by an analyst, with how right it was and what it has open. */
export function Rules({ rules, inForce, drafts, runs, open }: Props) {
  const [words, setWords] = useState('')
  const [kind, setKind] = useState<string | null>(null)
  const [source, setSource] = useState<string | null>(null)
  const shown = rules.filter(rule => (!kind || rule.kinds.includes(kind)) && (!source || rule.source === source) && `${rule.code} ${rule.name}`.toLowerCase().includes(words.trim().toLowerCase()))
  const versionOf = (code: string) => inForce.find(({ rule }) => rule?.code === code)
  const openOf = (code: string) => open?.find(({ key }) => key['ruleCode'] === code)?.count ?? 0
  return (
    <>
      {drafts.length > 0 && <Drafts drafts={drafts} />}
      <Section title={say('排查规则', 'Rules')} note={say(`${shown.length} 条，共 ${rules.length} 条`, `${shown.length} of ${rules.length}`)}>
        <div className="filters">
          <Input.Search className="filter-word" allowClear placeholder={say('代码或名称', 'Code or name')} aria-label={say('代码或名称', 'Code or name')} onChange={({ target }) => setWords(target.value)} />
          <Select className="choice" allowClear placeholder={say('排查类型', 'Kind')} aria-label={say('排查类型', 'Kind')} options={valuesOf('ScreeningKind')} onChange={value => setKind(value ?? null)} />
          <Select className="choice" allowClear placeholder={say('来源', 'Origin')} aria-label={say('来源', 'Origin')} options={valuesOf('RuleOrigin')} onChange={value => setSource(value ?? null)} />
        </div>
        <Ledger label={say('排查规则', 'Rules')} lines={shown} keyOf={({ id }) => id} empty={say('没有这样的规则；内置规则在首次排查时登记', 'No such rule; built-in ones are entered by the first run')}
          columns={[
            { title: say('规则', 'Rule'), of: ({ id, code, name, source: origin }) => <Link to={addressOf(id, origin, versionOf(code))}>{code} {name}</Link> },
            { title: say('条件', 'Condition'), of: ({ description }) => <span className="condition">{description}</span> },
            { title: say('类型', 'Kinds'), of: ({ kinds }) => kinds.map(value => labelOfValue('ScreeningKind', value).replace('排查', '')).join('、') },
            { title: say('等级', 'Severity'), tight: true, of: ({ severity }) => <Mark colour={`severity-${severity}`}>{say(`${severity} 级`, String(severity))}</Mark> },
            { title: say('来源', 'Origin'), tight: true, of: ({ source: origin, enabled }) => `${labelOfValue('RuleOrigin', origin)}${enabled ? '' : say('（停用）', ' (off)')}` },
            { title: say('准确率', 'Precision'), right: true, of: ({ code }) => precisionOf(versionOf(code)) },
            { title: say('上次运行', 'Last run'), tight: true, of: ({ code }) => lastOf(lastRunOf(code, runs), code) },
            ...(open ? [{ title: say('未结线索', 'Open'), right: true, of: ({ code }: Rule) => <Link to={`${OPEN_LIST}&of.ruleCode=${encodeURIComponent(code)}`}>{number(openOf(code))}</Link> }] : []),
          ]} />
      </Section>
    </>
  )
}

/** A written rule opens in the builder, a built-in one on its page. */
function addressOf(id: string, origin: string, version: InForce | undefined): string {
  return origin === 'ANALYST' && version ? `/screening/rules/${version.id}` : `/rules/${id}`
}

function precisionOf(version: InForce | undefined) {
  if (!version || version.precision === null) return null
  return <span title={say(`属实 ${version.confirmed}，误报 ${version.refuted}`, `${version.confirmed} right, ${version.refuted} wrong`)}>{percent(version.precision)}</span>
}

function lastOf(run: Run | undefined, code: string) {
  if (!run) return null
  const failed = code in (run.errors ?? {})
  return <span className={failed ? 'late' : undefined}>{instant(run.finishedAt ?? run.createdAt)}{failed && say('（失败）', ' (failed)')}</span>
}

/** Drafts that wait to be tried and published. */
function Drafts({ drafts }: { drafts: Draft[] }) {
  return (
    <Section title={say('规则草稿', 'Drafts')} note={say('须由编写人以外的人发布', 'Published by another person than the author')}>
      <Ledger label={say('规则草稿', 'Drafts')} lines={drafts} keyOf={({ id }) => id}
        columns={[
          { title: say('规则', 'Rule'), of: ({ id, rule, number: version }) => <Link to={`/screening/rules/${id}`}>{rule?.code} {rule?.name} · {say(`第 ${version} 版`, `version ${version}`)}</Link> },
          { title: say('条件', 'Condition'), of: ({ sentence }) => <span className="condition">{sentence}</span> },
          { title: say('等级', 'Severity'), tight: true, of: ({ severity }) => <Mark colour={`severity-${severity}`}>{say(`${severity} 级`, String(severity))}</Mark> },
          { title: say('编写', 'Written'), tight: true, of: ({ createdAt }) => instant(createdAt) },
        ]} />
    </Section>
  )
}
