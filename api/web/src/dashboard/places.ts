import { type ComponentType, lazy, type LazyExoticComponent } from 'react'
import type { User } from '../shared/http'
import type { Group } from './pages'

/** A work place: a page of its own, with an entry in the menu. */
export interface Place {
  /** Below /dashboard; `desk/:id?` takes an id too. */
  path: string
  chinese: string
  english: string
  group: Group
  /** Who sees the entry: these roles, or whoever may read this; the server decides alone what may be read or done. */
  roles?: string[]
  entity?: string
  page: LazyExoticComponent<ComponentType>
}

/** Roles that create what a spreadsheet can hold. */
const IMPORTERS = ['CITY_DEPARTMENT', 'TOWNSHIP_OFFICER', 'GRASSROOTS_CHAIR']

/** Roles that follow a whole area over the months. */
const OBSERVERS = ['CITY_LEADER', 'CITY_DEPARTMENT', 'TOWNSHIP_OFFICER', 'AUDITOR', 'ANALYST']

/** One line for each work place; its code is loaded when it is opened. */
export const PLACES: Place[] = [
  { path: 'dossier-desk/:id?', chinese: '档案工作台', english: 'Dossier desk', group: 'assistance', entity: 'DOSSIER', page: lazy(() => import('./dossier/DossierDesk')) },
  { path: 'payments/:id?', chinese: '发放工作台', english: 'Payment desk', group: 'assistance', entity: 'ASSISTANCE', page: lazy(() => import('./payment/PaymentDesk')) },
  { path: 'screening/:part?/:id?', chinese: '排查工作台', english: 'Screening desk', group: 'watch', entity: 'FINDING', roles: ['ADMINISTRATOR'], page: lazy(() => import('./screening/Screening')) },
  { path: 'events/:id?', chinese: '舆情事件看板', english: 'Event board', group: 'watch', entity: 'OPINION', page: lazy(() => import('./events/EventBoard')) },
  { path: 'inbox', chinese: '预警收件箱', english: 'Alert inbox', group: 'watch', entity: 'OPINION', page: lazy(() => import('./inbox/Inbox')) },
  { path: 'import', chinese: '数据导入', english: 'Import', group: 'platform', roles: IMPORTERS, page: lazy(() => import('./importing/Importing')) },
  { path: 'accounts/:id?', chinese: '用户与权限', english: 'Users and scopes', group: 'platform', entity: 'USER', page: lazy(() => import('./accounts/Accounts')) },
  { path: 'audit-trail', chinese: '审计日志', english: 'Audit trail', group: 'platform', entity: 'AUDIT', page: lazy(() => import('./audit/Audit')) },
  { path: 'map', chinese: '阵地地图', english: 'Map', group: 'facilities', entity: 'FACILITY', page: lazy(() => import('./map/Map')) },
  { path: 'trends', chinese: '趋势分析', english: 'Trends', group: 'watch', roles: OBSERVERS, page: lazy(() => import('./trends/Trends')) },
]

export function placesOf({ role, rights = {} }: User): Place[] {
  return PLACES.filter(({ roles, entity }) => roles?.includes(role.toUpperCase()) || (entity && rights[entity]?.includes('READ')))
}
