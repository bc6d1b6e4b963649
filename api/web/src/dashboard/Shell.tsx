import { Alert, Button, Layout, Menu } from 'antd'
import { Suspense, useEffect, useState } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { goToSignIn, post, type User } from '../shared/http'
import icon from '../shared/icon.svg'
import { labelOfValue, say, switchLanguage } from './language'
import { Mishap } from './Mishap'
import { type Group, GROUPS, type Page, pagesOf } from './pages'
import type { Place } from './places'
import { Proof } from './proof/Proof'
import { useAlerts } from './useAlerts'

interface Props {
  user: User
  places: Place[]
}

const NARROW = '(max-width: 820px)'

/** The frame of every page: where one is, who one is, what has just been raised. */
export function Shell({ user, places }: Props) {
  const [folded, setFolded] = useState(() => matchMedia(NARROW).matches)
  const pages = pagesOf(user)
  const { heard: [alert] } = useAlerts(pages.watch.some(({ path }) => path === 'alerts'))
  const { pathname } = useLocation()
  useEffect(() => {
    // Over a narrow page the menu stands in front of what was chosen.
    if (matchMedia(NARROW).matches) setFolded(true)
  }, [pathname])
  return (
    <Layout className="frame">
      <Proof />
      <a className="skip" href="#main">{say('跳到内容', 'Skip to content')}</a>
      <Layout.Header className="masthead">
        <Button type="text" aria-expanded={!folded} onClick={() => setFolded(!folded)}>{say('菜单', 'Menu')}</Button>
        <img src={icon} alt="" width="26" height="26" />
        <span className="product">{say('工会业务平台', 'Gonghui')}</span>
        <span className="person" title={user.name}>{user.name}<small> · {labelOfRole(user.role)}</small></span>
        <Button type="text" onClick={switchLanguage}>{say('English', '中文')}</Button>
        <Button type="text" onClick={signOut}>{say('退出', 'Sign out')}</Button>
      </Layout.Header>
      <Layout hasSider>
        {!folded && (
          <Layout.Sider width={196} className="side" theme="light">
            <nav aria-label={say('主菜单', 'Main menu')}>
              <Menu mode="inline" selectedKeys={[selected(pathname, places)]} items={entriesOf(pages, places)} />
            </nav>
          </Layout.Sider>
        )}
        <Layout.Content className="content" id="main">
          {alert && pathname !== '/inbox' && <LiveAlert alert={alert} />}
          <Mishap at={pathname}>
            <Suspense fallback={<p className="loading" role="status">{say('正在打开……', 'Opening…')}</p>}>
              <Outlet />
            </Suspense>
          </Mishap>
        </Layout.Content>
      </Layout>
    </Layout>
  )
}

const ROLES: Record<string, string> = {
  ADMINISTRATOR: '平台管理员', CITY_DEPARTMENT: '市总部门', CITY_LEADER: '市总领导', TOWNSHIP_OFFICER: '镇街工会干部', GRASSROOTS_CHAIR: '基层工会主席', WOMEN_CADRE: '女职工干部',
  LEGAL_ADVISER: '律师', STATION_KEEPER: '站点管理员', SOCIAL_WORKER: '社工', VOLUNTEER: '义工', PARTNER_LIAISON: '联络员', AUDITOR: '审计', ANALYST: '分析员', MEMBER: '职工',
}

function labelOfRole(role: string): string {
  return say(ROLES[role] ?? role, role.replaceAll('_', ' ').toLowerCase())
}

function LiveAlert({ alert }: { alert: Record<string, unknown> }) {
  const event = alert['event'] as { id: string; title: string } | null
  const text = `${labelOfValue('OpinionLevel', String(alert['level']))} · ${event?.title ?? String(alert['subject'])}`
  return (
    <Alert key={String(alert['id'])} type="warning" showIcon closable className="live" role="alert"
      title={<>{say('新预警：', 'New alert: ')}<Link to={event ? `/events/${event.id}` : '/inbox'}>{text}</Link></>} />
  )
}

function keyOf(path: string): string {
  return path.split('/:')[0]!
}

/** The entry that the address stands under: the longest that begins it. */
function selected(pathname: string, places: Place[]): string {
  const place = places.map(({ path }) => keyOf(path)).filter(key => `${pathname}/`.startsWith(`/${key}/`)).sort((one, other) => other.length - one.length)[0]
  return place ?? (pathname.split('/')[1] || 'board')
}

function entriesOf(pages: Record<Group, Page[]>, places: Place[]) {
  const entry = ({ path, chinese, english }: Pick<Page, 'path' | 'chinese' | 'english'>) => ({
    key: keyOf(path),
    label: <Link to={`/${keyOf(path)}`}>{say(chinese, english)}</Link>,
  })
  const groups = (Object.keys(GROUPS) as Group[]).map(group => ({
    type: 'group' as const,
    key: `group:${group}`,
    label: say(...GROUPS[group]),
    children: [...places.filter(place => place.group === group), ...pages[group].filter(({ front }) => front)].map(entry),
  }))
  const first = entry({ path: '', chinese: '工作总览', english: 'Overview' })
  const last = entry({ path: 'lists', chinese: '全部列表', english: 'All lists' })
  return [{ ...first, key: 'board' }, ...groups.filter(({ children }) => children.length > 0), last]
}

async function signOut(): Promise<void> {
  await post('/auth/sign-out')
  goToSignIn('/dashboard')
}
