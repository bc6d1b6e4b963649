import { Input, InputNumber, Select } from 'antd'
import type { Term } from 'virtual:registry'
import { say, valuesOf } from '../../language'
import { type Condition, fieldsOf, operatorsOf, type Period, termAt } from './expression'

const FEN_PER_YUAN = 100
const LONGEST_DAYS = 3660
const DATED = new Set(['Date', 'DateTime'])

interface Props {
  type: string
  value: Condition
  place: string
  change: (value: Condition) => void
}

/** One field compared, missing, or within a period. */
export function Leaf({ type, value, place, change }: Props) {
  const term = termAt(type, value.field)
  const { is, missing, within } = value
  const fits = within ? isDated : () => true
  const choose = (field: string) => {
    if (missing !== undefined || within) return change({ ...value, field })
    const next = termAt(type, field)
    return change({ field, is: operatorsOf(next?.kind)[0]?.value ?? 'eq', value: next?.kind === 'Boolean' ? true : null })
  }
  return (
    <>
      <FieldChoice type={type} label={say(`${place}：字段`, `${place}: field`)} value={value.field} fits={fits} change={choose} />
      {missing !== undefined && <Select aria-label={say(`${place}：是否为空`, `${place}: missing`)} value={missing} options={[{ value: true, label: say('为空', 'is missing') }, { value: false, label: say('不为空', 'is given') }]} onChange={next => change({ ...value, missing: next })} />}
      {within && <PeriodEntry place={place} value={within} change={next => change({ ...value, within: next })} />}
      {missing === undefined && !within && <Comparison place={place} term={term} is={is ?? 'eq'} value={value.value} change={next => change({ ...value, ...next })} />}
    </>
  )
}

export function isDated({ kind }: Term): boolean {
  return DATED.has(kind)
}

export function FieldChoice({ type, label, value, fits, change }: { type: string; label: string; value: string | undefined; fits: (term: Term) => boolean; change: (field: string) => void }) {
  return <Select className="condition-field" showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} aria-label={label} placeholder={say('选择字段', 'Choose a field')} value={value || null} options={fieldsOf(type, fits)} onChange={next => next && change(next)} />
}

/** So many days before or after the day judged by. */
export function PeriodEntry({ place, value, change }: { place: string; value: Period; change: (value: Period) => void }) {
  return (
    <>
      <Select aria-label={say(`${place}：方向`, `${place}: direction`)} value={value.direction ?? 'past'} options={[{ value: 'past', label: say('最近', 'the last') }, { value: 'next', label: say('今后', 'the next') }]} onChange={direction => change({ ...value, direction })} />
      <InputNumber aria-label={say(`${place}：天数`, `${place}: days`)} min={0} max={LONGEST_DAYS} precision={0} value={value.days} suffix={say('天', 'days')} onChange={days => change({ ...value, days: Number(days ?? 0) })} />
    </>
  )
}

interface ComparisonProps {
  place: string
  term: Term | undefined
  is: string
  value: unknown
  change: (next: { is: string; value: unknown }) => void
}

/** An operator and a value of the field's kind. */
export function Comparison({ place, term, is, value, change }: ComparisonProps) {
  return (
    <>
      <Select className="condition-operator" aria-label={say(`${place}：比较`, `${place}: comparison`)} value={is} options={operatorsOf(term?.kind)} onChange={next => change({ is: next, value: (next === 'in') === (is === 'in') ? value : next === 'in' ? [value].filter(one => one !== null) : ([value].flat()[0] ?? null) })} />
      <ValueEntry label={say(`${place}：值`, `${place}: value`)} term={term} many={is === 'in'} value={value} change={next => change({ is, value: next })} />
    </>
  )
}

function ValueEntry({ label, term, many, value, change }: { label: string; term: Term | undefined; many: boolean; value: unknown; change: (value: unknown) => void }) {
  const named = { 'aria-label': label }
  switch (term?.kind) {
    case 'enum':
      return <Select {...named} className="condition-value" {...(many && { mode: 'multiple' as const })} value={value as never} options={valuesOf(term.values)} onChange={change} popupMatchSelectWidth={false} />
    case 'Boolean':
      return <Select {...named} value={value as boolean} options={[{ value: true, label: say('是', 'yes') }, { value: false, label: say('否', 'no') }]} onChange={change} />
    case 'Fen':
      return <InputNumber {...named} suffix={say('元', 'yuan')} precision={2} value={typeof value === 'number' ? value / FEN_PER_YUAN : null} onChange={yuan => change(yuan === null ? null : Math.round(Number(yuan) * FEN_PER_YUAN))} />
    case 'Int':
    case 'Long':
    case 'Float':
    case 'Decimal':
      return <InputNumber {...named} value={value as number} onChange={change} />
    case 'Date':
      return <Input {...named} className="condition-value" type="date" value={String(value ?? '')} onChange={({ target }) => change(target.value)} />
    default:
      if (many) return <Select {...named} className="condition-value" mode="tags" open={false} suffixIcon={null} value={(value ?? []) as string[]} onChange={change} />
      return <Input {...named} className="condition-value" value={String(value ?? '')} onChange={({ target }) => change(target.value)} />
  }
}
