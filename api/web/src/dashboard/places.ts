import type { ComponentType, LazyExoticComponent } from 'react'
import type { Group } from './pages'

/** A work place: a page of its own, with an entry in the menu. */
export interface Place {
  /** Below /dashboard; `desk/:id?` takes an id too. */
  path: string
  chinese: string
  english: string
  group: Group
  /** Who sees the entry; what may be read or done is the server's decision alone. */
  roles: string[]
  page: LazyExoticComponent<ComponentType>
}

/** One line for each work place; its code is loaded when it is opened. */
export const PLACES: Place[] = []

export function placesOf(role: string): Place[] {
  return PLACES.filter(({ roles }) => roles.includes(role.toUpperCase()))
}
