import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { Field } from 'virtual:documents'
import { labelOf, say, valuesOf } from '../language'
import type { Page } from '../pages'
import { columnsAs, shownIn } from './view'

interface Props {
  page: Page
  fields: Field[]
  address: URLSearchParams
  change: (changes: Record<string, string | null>) => void
  again: () => void
}

/** The filters that stand open before somebody asks for more of them. */
const OPEN = 5

/** Search, one choice for each field that can be filtered, the columns, and a fresh look. */
export function Filters({ page, fields, address, change, again }: Props) {
  const [wide, setWide] = useState(false)
  const found = fields.filter(({ filterable }) => filterable)
  const used = found.filter(field => isUsed(field, address))
  const open = [...new Set([...used, ...found.filter(({ aside }) => !aside).slice(0, OPEN)])]
  const shown = found.filter(field => wide || open.includes(field))
  return (
    <div className="filters" role="search">
      {page.search && <Search page={page} fields={fields} address={address} change={change} />}
      {shown.map(field => <One key={field.name} field={field} address={address} change={change} />)}
      {shown.length < found.length && <Button type="dashed" onClick={() => setWide(true)}>{say('更多筛选', 'More filters')}</Button>}
      <Choice label={say('显示的列', 'Columns')} chosen={shownIn(address, fields).map(({ name }) => name)} counted
        options={fields.map(field => ({ value: field.name, label: labelOf(field) }))}
        choose={names => change(columnsAs(names, fields))} />
      {[...address.keys()].length > 0 && <Button onClick={() => change(Object.fromEntries([...address.keys()].map(key => [key, null])))}>{say('清除条件', 'Clear')}</Button>}
      <Button onClick={again}>{say('刷新', 'Refresh')}</Button>
    </div>
  )
}

function isUsed({ name }: Field, address: URLSearchParams): boolean {
  return ['is', 'has', 'from', 'to', 'until'].some(prefix => address.has(`${prefix}.${name}`))
}

function Search({ page, fields, address, change }: Pick<Props, 'page' | 'fields' | 'address' | 'change'>) {
  const [first, second] = (page.search ?? '').split('.')
  const field = fields.find(({ name }) => name === first)
  const searched = second ? field?.children?.find(({ name }) => name === second) : field
  const label = searched ? labelOf(searched) : ''
  return (
    <Input.Search key={address.get('search')} aria-label={label} placeholder={say(`按${label}查找`, `Search by ${label.toLowerCase()}`)}
      defaultValue={address.get('search') ?? ''} allowClear onSearch={words => change({ search: words.trim() || null })} />
  )
}

function One({ field, address, change }: { field: Field } & Pick<Props, 'address' | 'change'>) {
  const label = labelOf(field)
  const { name, kind } = field
  if (kind === 'Date') {
    const end = (prefix: string, word: string) => (
      <Input type="date" aria-label={`${label}${word}`} value={address.get(`${prefix}.${name}`) ?? ''} onChange={event => change({ [`${prefix}.${name}`]: event.target.value || null })} />
    )
    return <span className="range"><span>{label}</span>{end('from', say('起', ' from'))}<span>–</span>{end('to', say('止', ' to'))}</span>
  }
  if (kind === 'Boolean') {
    const options = [{ value: 'true', label: say('是', 'Yes') }, { value: 'false', label: say('否', 'No') }]
    return <Select className="choice" allowClear aria-label={label} placeholder={label} options={options.map(({ value, label: word }) => ({ value, label: `${label}：${word}` }))}
      value={address.get(`has.${name}`)} onChange={(value?: string) => change({ [`has.${name}`]: value ?? null })} />
  }
  return <Choice label={label} options={valuesOf(field.values)} chosen={(address.get(`is.${name}`) ?? '').split(',').filter(Boolean)}
    choose={values => change({ [`is.${name}`]: values.join(',') || null })} />
}

interface ChoiceProps {
  label: string
  options: { value: string; label: string }[]
  chosen: string[]
  choose: (values: string[]) => void
  /** Say how many are chosen in place of which. */
  counted?: boolean
}

function Choice({ label, options, chosen, choose, counted = false }: ChoiceProps) {
  const brief = counted ? { maxTagCount: 0, maxTagPlaceholder: `${label} ${chosen.length}/${options.length}` } : { maxTagCount: 1, allowClear: true }
  return (
    <Select mode="multiple" className="choice" aria-label={label} placeholder={label} optionFilterProp="label" popupMatchSelectWidth={false}
      options={options} value={chosen} onChange={choose} {...brief} />
  )
}
