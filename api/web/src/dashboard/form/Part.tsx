import { Button, Form } from 'antd'
import type { Field } from 'virtual:documents'
import { labelOf, say } from '../language'
import { Entry } from './Entry'

/** A part of a form: its fields once, or a row of them for each thing that is entered. */
export function Part({ input }: { input: Field }) {
  const label = labelOf(input)
  if (!input.many) return <fieldset className="part"><legend>{label}</legend><Fields inputs={input.children ?? []} within={[input.name]} /></fieldset>
  return (
    <Form.List name={input.name} initialValue={[{}]}>
      {(rows, { add, remove }, { errors }) => (
        <>
          {rows.map(({ key, name }) => (
            <fieldset key={key} className="part">
              <legend>{label} {name + 1}</legend>
              <Fields inputs={input.children ?? []} within={[name]} />
              {rows.length > 1 && <Button size="small" onClick={() => remove(name)}>{say(`移除${label} ${name + 1}`, `Remove ${label} ${name + 1}`)}</Button>}
            </fieldset>
          ))}
          <Button onClick={() => add({})}>{say(`添加${label}`, `Add ${label}`)}</Button>
          <Form.ErrorList errors={errors} />
        </>
      )}
    </Form.List>
  )
}

/** What must be given and the amounts; the rest stands folded. */
function Fields({ inputs, within }: { inputs: Field[]; within: (string | number)[] }) {
  const isPlain = ({ required, kind }: Field) => required || kind === 'Fen'
  const rest = inputs.filter(input => !isPlain(input))
  return (
    <>
      <div className="part-fields">{inputs.filter(isPlain).map(input => <Entry key={input.name} input={input} within={within} />)}</div>
      {rest.length > 0 && (
        <details>
          <summary>{say('更多', 'More')}</summary>
          <div className="part-fields">{rest.map(input => <Entry key={input.name} input={input} within={within} />)}</div>
        </details>
      )}
    </>
  )
}
