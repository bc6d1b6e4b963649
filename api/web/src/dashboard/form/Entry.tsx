import { Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { Document, Field } from 'virtual:documents'
import type { Row } from '../ask'
import { labelOf, say, valuesOf } from '../language'
import { Lookup, looksUp } from './Lookup'

const FEN_PER_YUAN = 100

/** The inputs that a person fills in. */
export function ownInputs({ inputs = [] }: Document): Field[] {
  return inputs.filter(({ name }) => name !== 'id' && name !== 'expectedVersion')
}

/** What was filled in; a field left empty says nothing. */
export function givenIn(values: Row): Row {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '' && value !== null)
  return Object.fromEntries(given.map(([name, value]) => [name, within(value)]))
}

function within(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(within)
  return typeof value === 'object' ? givenIn((value ?? {}) as Row) : value
}

export interface Choice {
  value: string
  label: string
}

interface Props {
  input: Field
  /** Where the part of the form is that the input belongs to. */
  within?: (string | number)[] | undefined
  /** What an id is chosen from, where the page knows. */
  choices?: Choice[] | undefined
  /** The values that are allowed now, where the state decides. */
  allowed?: string[] | undefined
}

/** One input of a mutation, with the control of its kind. */
export function Entry({ input, within = [], choices, allowed }: Props) {
  const label = labelOf(input)
  const rules = input.required ? [{ required: input.kind !== 'Boolean', message: say(`请填写${label}。`, `${label} is wanted.`) }] : []
  const extra = input.required ? undefined : say('可不填', 'optional')
  return (
    <Form.Item name={[...within, input.name]} label={<>{label}{extra && <small className="optional">{extra}</small>}</>} rules={rules}
      {...(input.kind === 'Boolean' && { valuePropName: 'checked', initialValue: input.initially ?? false })}>
      {choices ? <Select options={choices} allowClear /> : controlOf(input, allowed)}
    </Form.Item>
  )
}

function controlOf(input: Field, allowed: string[] | undefined): ReactNode {
  switch (input.kind) {
    case 'enum': {
      const options = valuesOf(input.values).filter(({ value }) => !allowed || allowed.includes(value))
      return <Select options={options} allowClear {...(input.many && { mode: 'multiple' as const })} />
    }
    case 'Boolean':
      return <Switch />
    case 'Int':
    case 'Long':
    case 'Float':
    case 'Decimal':
      return <InputNumber />
    case 'Fen':
      return <Money />
    case 'Date':
      return <Input type="date" />
    case 'DateTime':
      return <Moment />
    case 'ID':
      return looksUp(input.name) ? <Lookup name={input.name} many={input.many ?? false} /> : <Input />
    default:
      return input.many ? <Select mode="tags" open={false} suffixIcon={null} /> : <Input.TextArea rows={1} className="grows" />
  }
}

interface Controlled<Value> {
  id?: string
  value?: Value
  onChange?: (value: Value | null) => void
}

/** An amount in yuan on the screen, in fen in the form. */
function Money({ id, value, onChange }: Controlled<number>) {
  return <InputNumber {...(id && { id })} suffix={say('元', 'yuan')} min={0} precision={2} value={value === undefined ? null : value / FEN_PER_YUAN}
    onChange={yuan => onChange?.(yuan === null ? null : Math.round(Number(yuan) * FEN_PER_YUAN))} />
}

/** An instant by the clock of Shanghai. */
function Moment({ id, value, onChange }: Controlled<string>) {
  return <Input id={id} type="datetime-local" value={value?.slice(0, 16) ?? ''} onChange={({ target }) => onChange?.(target.value ? `${target.value}:00+08:00` : null)} />
}
