import { Button, Select } from 'antd'
import { say } from '../../language'
import { type Condition, EMPTY, type Fault, faultsAt, FIGURES, type Kind, KINDS, kindOf, madeOf } from './expression'
import { FigureEditor } from './FigureEditor'
import { Leaf } from './Leaf'

interface Props {
  /** The GraphQL type whose rows the condition speaks of. */
  type: string
  value: Condition
  path: string[]
  faults: Fault[]
  change: (value: Condition) => void
  remove?: (() => void) | undefined
  /** Inside a relation, whose rows no figure can be made of. */
  inner?: boolean
}

/** One condition with those inside it: a group of controls, named by its place. */
export function ConditionEditor({ type, value, path, faults, change, remove, inner = false }: Props) {
  const kind = kindOf(value)
  const told = faultsAt(faults, path, value)
  const place = placeOf(path)
  const shared = { type, faults, inner }
  const kinds = KINDS.filter(([name]) => !inner || !FIGURES.includes(name as never)).map(([name, chinese, english]) => ({ value: name, label: say(chinese, english) }))
  const group = kind === 'all' || kind === 'any' ? kind : null
  const parts = group ? (value[group] ?? []) : []
  const fresh = EMPTY.all![0]!
  return (
    <div role="group" aria-label={place} className={told.length > 0 ? 'condition-node faulty' : 'condition-node'}>
      <div className="condition-line">
        <Select className="condition-kind" aria-label={say(`${place}：方式`, `${place}: way`)} value={kind} options={kinds} onChange={(next: Kind) => change(madeOf(next, value))} />
        {(kind === 'compare' || kind === 'missing' || kind === 'within') && <Leaf type={type} value={value} place={place} change={change} />}
        {FIGURES.includes(kind as never) && <FigureEditor type={type} value={value} path={path} place={place} faults={faults} change={change} />}
        {remove && <Button type="text" aria-label={say(`删除${place}`, `Remove ${place}`)} onClick={remove}>{say('删除', 'Remove')}</Button>}
      </div>
      {told.map(message => <p key={message} className="fault" role="alert">{message}</p>)}
      {group && (
        <div className="condition-parts">
          {parts.map((part, number) => (
            <ConditionEditor key={number} {...shared} value={part} path={[...path, group, String(number)]}
              change={next => change({ [group]: parts.map((one, other) => (other === number ? next : one)) })}
              remove={parts.length > 1 ? () => change({ [group]: parts.filter((_, other) => other !== number) }) : undefined} />
          ))}
          <Button size="small" aria-label={say(`在${place}内添加条件`, `Add a condition in ${place}`)} onClick={() => change({ [group]: [...parts, fresh] })}>{say('添加条件', 'Add a condition')}</Button>
        </div>
      )}
      {kind === 'not' && value.not && <div className="condition-parts"><ConditionEditor {...shared} value={value.not} path={[...path, 'not']} change={next => change({ not: next })} /></div>}
    </div>
  )
}

/** `all.1.any.0` is condition 2.1. */
function placeOf(path: string[]): string {
  const numbers = path.flatMap(part => (/^\d+$/.test(part) ? [String(Number(part) + 1)] : part === 'where' ? [say('关联', 'row')] : part === 'not' ? [say('非', 'not')] : []))
  return numbers.length === 0 ? say('全部条件', 'The whole') : say(`条件 ${numbers.join('.')}`, `Condition ${numbers.join('.')}`)
}
