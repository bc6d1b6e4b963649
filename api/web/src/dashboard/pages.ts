/** A kind of thing that has a list, and where to go from it. */
export interface Page {
  path: string
  list: string
  detail?: string
  actions: string[]
  chinese: string
  english: string
  group: Group
  order?: string
  /** The text field that the search box looks into. */
  search?: string
}

export const GROUPS = {
  organisation: ['组织与阵地', 'Organisation'],
  assistance: ['困难帮扶', 'Assistance'],
  watch: ['排查与舆情', 'Watch'],
  platform: ['平台管理', 'Platform'],
} as const

export type Group = keyof typeof GROUPS

export const PAGES: Page[] = [
  { path: 'unions', list: 'unions', detail: 'union', actions: [], chinese: '工会组织', english: 'Unions', group: 'organisation', search: 'name' },
  { path: 'members', list: 'members', detail: 'member', actions: ['changeMember'], chinese: '会员', english: 'Members', group: 'organisation', search: 'cardNumber' },
  { path: 'facilities', list: 'facilities', detail: 'facility', actions: ['changeFacility'], chinese: '服务阵地', english: 'Facilities', group: 'organisation', search: 'name' },
  { path: 'dossiers', list: 'dossiers', detail: 'dossier', actions: ['changeDossier'], chinese: '困难档案', english: 'Dossiers', group: 'assistance', search: 'number' },
  { path: 'aid', list: 'assistanceRecords', actions: [], chinese: '帮扶记录', english: 'Aid', group: 'assistance', search: 'number' },
  { path: 'batches', list: 'paymentBatches', actions: [], chinese: '发放批次', english: 'Payment batches', group: 'assistance', search: 'number' },
  { path: 'findings', list: 'findings', detail: 'finding', actions: ['resolveFinding', 'dismissFinding'], chinese: '排查线索', english: 'Findings', group: 'watch' },
  { path: 'events', list: 'opinionEvents', detail: 'event', actions: ['confirmEvent', 'dismissEvent'], chinese: '舆情事件', english: 'Events', group: 'watch', search: 'title', order: 'LAST_SEEN_AT.DESC' },
  { path: 'alerts', list: 'opinionAlerts', actions: [], chinese: '预警', english: 'Alerts', group: 'watch', order: 'RAISED_AT.DESC' },
  { path: 'jobs', list: 'jobRuns', detail: 'job', actions: ['cancelJob', 'retryJob'], chinese: '任务运行', english: 'Jobs', group: 'platform', order: 'CREATED_AT.DESC' },
  { path: 'users', list: 'users', actions: [], chinese: '用户', english: 'Users', group: 'platform', search: 'name' },
  { path: 'audit', list: 'accessLog', actions: [], chinese: '查阅审计', english: 'Access log', group: 'platform', order: 'AT.DESC' },
]

const FRONT_LINE = ['unions', 'members', 'facilities', 'dossiers', 'aid', 'findings', 'events', 'alerts']

/** What the menu shows to a role; what may be read is the server's decision alone. */
export function pagesOf(role: string): Page[] {
  switch (role.toUpperCase()) {
    case 'ADMINISTRATOR':
    case 'ANALYST':
      return PAGES
    case 'CITY_DEPARTMENT':
    case 'CITY_LEADER':
      return PAGES.filter(({ path }) => path !== 'users' && path !== 'audit')
    case 'AUDITOR':
      return PAGES.filter(({ group }) => group !== 'watch')
    case 'STATION_KEEPER':
      return PAGES.filter(({ path }) => path === 'facilities' || path === 'findings')
    default:
      return PAGES.filter(({ path }) => FRONT_LINE.includes(path))
  }
}
