import registry, { type Term } from 'virtual:registry'
import { learn, say } from '../../language'

learn(registry.enums)

export interface Period {
  field?: string
  days: number
  direction?: string
}

export interface Figure {
  of: string
  field?: string
  where?: Condition
  within?: Period
}

/** A condition as the server knows it; data, never code. */
export interface Condition {
  all?: Condition[]
  any?: Condition[]
  not?: Condition
  field?: string
  is?: string
  value?: unknown
  missing?: boolean
  within?: Period
  count?: Figure
  sum?: Figure
  min?: Figure
  max?: Figure
}

export interface Fault {
  path: string[]
  message: string
}

export type Kind = 'all' | 'any' | 'not' | 'compare' | 'missing' | 'within' | Figured
export type Figured = 'count' | 'sum' | 'min' | 'max'

export const FIGURES: Figured[] = ['count', 'sum', 'min', 'max']

export const KINDS: [Kind, string, string][] = [
  ['all', '全部满足（且）', 'All of'], ['any', '任一满足（或）', 'Any of'], ['not', '并非', 'Not'],
  ['compare', '字段比较', 'Compare a field'], ['missing', '字段为空', 'A field is missing'], ['within', '日期在期间内', 'A day within'],
  ['count', '关联数量', 'Count of rows'], ['sum', '关联合计', 'Sum over rows'], ['min', '关联最小值', 'Least of rows'], ['max', '关联最大值', 'Greatest of rows'],
]

const OPERATORS: [string, string, string][] = [
  ['eq', '等于', 'is'], ['ne', '不等于', 'is not'], ['lt', '小于', 'less than'], ['lte', '不超过', 'at most'], ['gt', '大于', 'more than'], ['gte', '不少于', 'at least'], ['in', '属于', 'one of'], ['startsWith', '开头为', 'begins with'],
]
const UNORDERED = new Set(['lt', 'lte', 'gt', 'gte'])

export const typeOfSubject = (subject: string) => registry.subjects[subject] ?? ''
export const SUBJECTS = Object.keys(registry.subjects)

export function kindOf(given: Condition): Kind {
  if (given.all) return 'all'
  if (given.any) return 'any'
  if (given.not) return 'not'
  const figure = FIGURES.find(word => given[word])
  if (figure) return figure
  if (given.missing !== undefined) return 'missing'
  return given.within ? 'within' : 'compare'
}

/** The operators that a field of this kind can be compared with. */
export function operatorsOf(kind: string | undefined): { value: string; label: string }[] {
  const fits = (operator: string) => {
    if (kind === 'Boolean') return operator === 'eq'
    if (operator === 'startsWith') return kind === 'String'
    if (UNORDERED.has(operator)) return kind !== 'String' && kind !== 'enum'
    return operator !== 'in' || kind === 'String' || kind === 'enum'
  }
  return OPERATORS.filter(([operator]) => fits(operator)).map(([value, chinese, english]) => ({ value, label: say(chinese, english) }))
}

/** The field at the end of links: `person.migrant`. */
export function termAt(type: string, path: string | undefined): Term | undefined {
  const [first, ...rest] = (path ?? '').split('.')
  const here = registry.types[type]
  if (rest.length === 0) return here?.fields.find(({ name }) => name === first)
  const link = here?.links.find(({ name }) => name === first)
  return link && termAt(link.type, rest.join('.'))
}

export function relationsOf(type: string) {
  return registry.types[type]?.relations ?? []
}

/** The fields of a type and of what it links to, in groups. */
export function fieldsOf(type: string, fits: (term: Term) => boolean) {
  const here = registry.types[type]
  const options = (prefix: string, terms: Term[]) => terms.filter(fits).map(({ name, label }) => ({ value: prefix + name, label: say(label || name, name) }))
  const linked = (here?.links ?? []).map(({ name, label, type: target }) => ({ label: say(`${label}的`, `${name}.`), options: options(`${name}.`, registry.types[target]?.fields ?? []) }))
  return [{ label: say('本对象', 'Own'), options: options('', here?.fields ?? []) }, ...linked].filter(group => group.options.length > 0)
}

const DAYS = 30

/** A fresh condition of a kind; what can be kept of the present one is. */
export function madeOf(kind: Kind, given: Condition): Condition {
  const parts = given.all ?? given.any ?? (given.not ? [given.not] : [given])
  if (kind === 'all') return { all: parts }
  if (kind === 'any') return { any: parts }
  if (kind === 'not') return { not: given.not ?? given }
  const field = given.field ?? ''
  if (kind === 'missing') return { field, missing: true }
  if (kind === 'within') return { field, within: { days: DAYS, direction: 'past' } }
  if (kind === 'compare') return { field, is: 'eq', value: null }
  return { [kind]: { of: '', ...(kind !== 'count' && { field: '' }) }, is: 'gte', value: 1 }
}

export const EMPTY: Condition = { all: [{ field: '', is: 'eq', value: null }] }

/** The faults of one node, not those of the conditions inside it. */
export function faultsAt(faults: Fault[], path: string[], given: Condition): string[] {
  const at = path.join('.')
  const kind = kindOf(given)
  const own = (place: string) => {
    if (place === at) return true
    if (kind === 'all' || kind === 'any' || kind === 'not') return place === [...path, kind].join('.') && kind !== 'not'
    const where = [...path, kind, 'where'].join('.')
    return (at === '' || place.startsWith(`${at}.`)) && place !== where && !place.startsWith(`${where}.`)
  }
  return faults.filter(fault => own(fault.path.join('.'))).map(({ message }) => message)
}
