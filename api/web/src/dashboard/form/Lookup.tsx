import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { ask, type Row } from '../ask'
import { documentOf } from '../documents'
import { say } from '../language'
import { ALL_PAGES } from '../pages'
import { filterOf } from '../list/view'

/** Which list an id is chosen from, by the input's name; or that of a neighbour of what the list holds. */
const LISTS: [RegExp, string, neighbour?: string][] = [
  [/personId$/i, 'members', 'person'],
  [/(union|parent|beneficiary|merged\w*)Id$/i, 'unions'],
  [/(user|assignee)Id$/i, 'users'],
  [/enterpriseId$/i, 'enterprises'],
  [/divisionId$/i, 'divisions'],
  [/facilityId$/i, 'facilities'],
  [/fundId$/i, 'funds'],
]
const PAUSE_MILLISECONDS = 200
const OFFERED = 20

export function looksUp(name: string): boolean {
  return LISTS.some(([pattern]) => pattern.test(name))
}

interface Props {
  name: string
  many: boolean
  id?: string
  value?: string | string[]
  onChange?: (value: string | string[]) => void
}

/** Finds a thing by its name, and gives its id. */
export function Lookup({ name, many, ...control }: Props) {
  const [, list, neighbour] = LISTS.find(([pattern]) => pattern.test(name))!
  const page = ALL_PAGES.find(({ path }) => path === list)!
  const [words, setWords] = useState('')
  const [options, setOptions] = useState<{ value: string; label: string }[]>([])
  useEffect(() => {
    const control = new AbortController()
    const timer = setTimeout(() => void find().then(setOptions, () => {}), PAUSE_MILLISECONDS)
    async function find() {
      const { root } = await documentOf(page.list)
      const filter = filterOf(page, new URLSearchParams(words && { search: words }))
      const data = await ask(page.list, { first: OFFERED, filter }, control.signal)
      const { nodes } = data[root] as { nodes: Row[] }
      const found = neighbour ? nodes.map(node => ({ ...(node[neighbour] as Row), code: node['cardNumber'] }) as Row) : nodes
      return found.map(({ id, name: label, code, username }) => ({ value: String(id), label: [label, code ?? username].filter(Boolean).join(' · ') }))
    }
    return () => {
      clearTimeout(timer)
      control.abort()
    }
  }, [page, words, neighbour])
  return <Select {...control} {...(many && { mode: 'multiple' as const })} showSearch allowClear filterOption={false} options={options} onSearch={setWords}
    placeholder={say('输入名称查找', 'Type a name')} notFoundContent={say('没有找到', 'Nothing found')} />
}
