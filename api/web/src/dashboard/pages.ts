import type { User } from '../shared/http'
import { ASSISTANCE, FACILITIES, MEMBERSHIP, ORGANISATION, PLATFORM, WATCH } from './lists'

/** A kind of thing that has a list, and where to go from it. */
export interface Page {
  path: string
  /** The document of the list; the one of a single thing is `LIST.one`. */
  list: string
  /** The GraphQL type of the things. */
  type: string
  chinese: string
  english: string
  /** What the permission to read is given on. */
  entity: string
  /** Forms on one thing, and on the rows that are chosen in the list. */
  actions?: string[]
  bulk?: string[]
  order?: string
  /** The text field that the search box looks into. */
  search?: string
  /** Wanted daily; the others stand under “all lists”. */
  front?: boolean
}

export type Group = 'organisation' | 'membership' | 'facilities' | 'assistance' | 'watch' | 'platform'

export const GROUPS: Record<Group, readonly [string, string]> = {
  organisation: ['组织建设', 'Organisation'],
  membership: ['会员', 'Members'],
  facilities: ['服务阵地', 'Facilities'],
  assistance: ['困难帮扶', 'Assistance'],
  watch: ['排查与舆情', 'Watch'],
  platform: ['平台管理', 'Platform'],
}

export const PAGES: Record<Group, Page[]> = {
  organisation: ORGANISATION,
  membership: MEMBERSHIP,
  facilities: FACILITIES,
  assistance: ASSISTANCE,
  watch: WATCH,
  platform: PLATFORM,
}

export const ALL_PAGES = Object.values(PAGES).flat()

/** The page of a GraphQL type, where it has one. */
export function pageOf(type: string): Page | undefined {
  return ALL_PAGES.find(page => page.type === type)
}

/** The lists that a person may read, by what the server says of the rights. */
export function pagesOf({ rights = {} }: User): Record<Group, Page[]> {
  const mayRead = ({ entity }: Page) => rights[entity]?.includes('READ') ?? false
  const groups = Object.entries(PAGES).map(([group, pages]) => [group, pages.filter(mayRead)])
  return Object.fromEntries(groups) as Record<Group, Page[]>
}

/** Whether a person may do more to a kind of thing than read and export it. */
export function mayChange({ rights = {} }: User, { entity }: Page): boolean {
  return (rights[entity] ?? []).some(right => !READING.has(right))
}

const READING = new Set(['READ', 'EXPORT', 'REVEAL'])
