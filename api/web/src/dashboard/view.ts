import type { Row } from './ask'
import type { Page } from './pages'

export const ROWS = 25

/** The variables of a list's document, out of the address: a link is a saved view. */
export function variablesOf(page: Page, address: URLSearchParams): Row {
  const before = address.get('before')
  const place = before ? { last: ROWS, before } : { first: ROWS, after: address.get('after') }
  const [field, direction] = (address.get('order') ?? page.order ?? '').split('.')
  const orderBy = field ? [{ field, direction: direction ?? 'ASC' }] : null
  return { ...place, filter: filterOf(page, address), orderBy }
}

function filterOf(page: Page, address: URLSearchParams): Row | null {
  const filter: Row = {}
  for (const [key, value] of address) {
    if (key.startsWith('is.')) filter[key.slice('is.'.length)] = { in: value.split(',') }
    if (key.startsWith('until.')) filter[key.slice('until.'.length)] = { lt: value }
  }
  const words = address.get('search')
  if (words && page.search) filter[page.search] = { contains: words }
  return Object.keys(filter).length > 0 ? filter : null
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
