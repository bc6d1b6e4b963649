import { Checkbox, Select } from 'antd'
import type { Term } from 'virtual:registry'
import { say } from '../../language'
import { ConditionEditor } from './ConditionEditor'
import { type Condition, EMPTY, type Fault, FIGURES, type Figure, relationsOf, termAt } from './expression'
import { Comparison, FieldChoice, isDated, PeriodEntry } from './Leaf'

const ORDERED = new Set(['Int', 'Long', 'Float', 'Decimal', 'Fen', 'Date', 'DateTime'])
const COUNT: Term = { name: '', label: '', kind: 'Int' }
const DAYS = 365

interface Props {
  type: string
  value: Condition
  path: string[]
  place: string
  faults: Fault[]
  change: (value: Condition) => void
}

/** A figure over the rows of a relation: which, of what, within what period, compared with what. */
export function FigureEditor({ type, value, path, place, faults, change }: Props) {
  const word = FIGURES.find(one => value[one])!
  const figure = value[word]!
  const relations = relationsOf(type)
  const target = relations.find(({ name }) => name === figure.of)?.type ?? ''
  const term = word === 'count' ? COUNT : termAt(target, figure.field)
  const set = (next: Figure) => change({ ...value, [word]: next })
  const { where, within, ...bare } = figure
  const fits = (one: Term) => (word === 'sum' ? one.summable === true : ORDERED.has(one.kind))
  return (
    <>
      <Select className="condition-field" showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} aria-label={say(`${place}：关联`, `${place}: relation`)} placeholder={say('选择关联', 'Choose a relation')} value={figure.of || null}
        options={relations.map(({ name, label }) => ({ value: name, label: say(label || name, name) }))} onChange={of => of && set({ of, ...(word !== 'count' && { field: '' }) })} />
      {word !== 'count' && <FieldChoice type={target} label={say(`${place}：字段`, `${place}: field`)} value={figure.field} fits={fits} change={field => set({ ...figure, field })} />}
      <Comparison place={place} term={term} is={value.is ?? 'gte'} value={value.value} change={next => change({ ...value, ...next })} />
      {target && (
        <div className="condition-parts">
          <div className="condition-line">
            <Checkbox checked={within !== undefined} onChange={({ target: box }) => set({ ...bare, ...(where && { where }), ...(box.checked && { within: { field: '', days: DAYS, direction: 'past' } }) })}>{say('限定期间', 'Within a period')}</Checkbox>
            {within && <FieldChoice type={target} label={say(`${place}：期间的日期`, `${place}: day`)} value={within.field} fits={isDated} change={field => set({ ...figure, within: { ...within, field } })} />}
            {within && <PeriodEntry place={place} value={within} change={next => set({ ...figure, within: next })} />}
          </div>
          <Checkbox checked={where !== undefined} onChange={({ target: box }) => set({ ...bare, ...(within && { within }), ...(box.checked && { where: EMPTY }) })}>{say('限定关联记录', 'Only some rows')}</Checkbox>
          {where && <ConditionEditor inner type={target} value={where} path={[...path, word, 'where']} faults={faults} change={next => set({ ...figure, where: next })} />}
        </div>
      )}
    </>
  )
}
