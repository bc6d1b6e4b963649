import { Button, Input, Select } from 'antd'
import type { Field } from 'virtual:documents'
import { labelOf, say, valuesOf } from './language'
import type { Page } from './pages'

interface Props {
  page: Page
  fields: Field[]
  address: URLSearchParams
  change: (changes: Record<string, string | null>) => void
  again: () => void
}

/** Search, one choice for each field that has fixed values, the columns, and a fresh look. */
export function Filters({ page, fields, address, change, again }: Props) {
  const searched = fields.find(({ name }) => name === page.search)
  const hidden = (address.get('hide') ?? '').split(',').filter(Boolean)
  return (
    <div className="filters">
      {searched && (
        <Input.Search
          key={address.get('search')}
          aria-label={labelOf(searched)}
          placeholder={say(`按${labelOf(searched)}查找`, `Search by ${labelOf(searched).toLowerCase()}`)}
          defaultValue={address.get('search') ?? ''}
          allowClear
          onSearch={words => change({ search: words.trim() || null })}
        />
      )}
      {fields.filter(({ filterable }) => filterable).map(field => (
        <Choice key={field.name} label={labelOf(field)} options={valuesOf(field.values)}
          chosen={(address.get(`is.${field.name}`) ?? '').split(',').filter(Boolean)}
          choose={values => change({ [`is.${field.name}`]: values.join(',') || null })} />
      ))}
      <Choice label={say('隐藏列', 'Hidden columns')} chosen={hidden}
        options={fields.map(field => ({ value: field.name, label: labelOf(field) }))}
        choose={values => change({ hide: values.join(',') || null })} />
      <Button onClick={again}>{say('刷新', 'Refresh')}</Button>
    </div>
  )
}

interface ChoiceProps {
  label: string
  options: { value: string; label: string }[]
  chosen: string[]
  choose: (values: string[]) => void
}

function Choice({ label, options, chosen, choose }: ChoiceProps) {
  return (
    <Select mode="multiple" maxTagCount={1} allowClear className="choice" aria-label={label} placeholder={label}
      optionFilterProp="label" popupMatchSelectWidth={false} options={options} value={chosen} onChange={choose} />
  )
}
