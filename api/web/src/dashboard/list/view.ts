import type { Field } from 'virtual:documents'
import type { Row } from '../ask'
import type { Page } from '../pages'

export const ROWS = 25

/** Which columns a view shows: those of the list, without the hidden, with the wished ones. */
export function shownIn(address: URLSearchParams, fields: Field[]): Field[] {
  const hidden = new Set((address.get('hide') ?? '').split(','))
  const wished = new Set((address.get('show') ?? '').split(','))
  return fields.filter(({ name, aside }) => (aside ? wished.has(name) : !hidden.has(name)))
}

/** The same view with these columns. */
export function columnsAs(names: string[], fields: Field[]): Record<string, string | null> {
  const wanted = new Set(names)
  const hide = fields.filter(({ name, aside }) => !aside && !wanted.has(name))
  const show = fields.filter(({ name, aside }) => aside && wanted.has(name))
  return { hide: hide.map(({ name }) => name).join(',') || null, show: show.map(({ name }) => name).join(',') || null }
}

/** The variables of a list's document, out of the address: a link is a saved view. */
export function variablesOf(page: Page, address: URLSearchParams): Row {
  const before = address.get('before')
  const place = before ? { last: ROWS, before } : { first: ROWS, after: address.get('after') }
  return { ...place, filter: filterOf(page, address), orderBy: orderOf(page, address), aside: address.has('show') }
}

export function orderOf(page: Page, address: URLSearchParams): Row[] | null {
  const [field, direction] = (address.get('order') ?? page.order ?? '').split('.')
  return field ? [{ field, direction: direction ?? 'ASC' }] : null
}

/** What each prefix of the address asks of its field. */
const CONDITIONS: Record<string, (value: string) => Row> = {
  is: value => ({ in: value.split(',') }),
  not: value => ({ notIn: value.split(',') }),
  num: value => ({ in: value.split(',').map(Number) }),
  no: () => ({ isNull: true }),
  some: () => ({ isNull: false }),
  has: value => ({ eq: value === 'true' }),
  of: value => ({ eq: value }),
  from: value => ({ gte: value }),
  to: value => ({ lte: value }),
  until: value => ({ lt: value }),
}

export function filterOf(page: Page, address: URLSearchParams): Row | null {
  const filter: Row = {}
  for (const [key, value] of address) {
    const [prefix, ...path] = key.split('.')
    const condition = CONDITIONS[prefix ?? '']
    if (condition && path.length > 0) place(filter, path, condition(value))
  }
  const words = address.get('search')
  if (words && page.search) place(filter, page.search.split('.'), { contains: words })
  return Object.keys(filter).length > 0 ? filter : null
}

/** Adds a condition on a field, or on a neighbour's field. */
function place(filter: Row, [first, ...rest]: string[], condition: Row): void {
  if (!first) return
  const inner = (filter[first] ?? {}) as Row
  filter[first] = inner
  if (rest.length > 0) place(inner, rest, condition)
  else Object.assign(inner, condition)
}

/** The same view with changes, on its first page unless a place is among them. */
export function changed(address: URLSearchParams, changes: Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(address)
  next.delete('after')
  next.delete('before')
  for (const [key, value] of Object.entries(changes)) {
    if (value) next.set(key, value)
    else next.delete(key)
  }
  return next
}
