import { Alert, Button, Layout, Menu } from 'antd'
import { Suspense, useState } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import icon from '../shared/icon.svg'
import { goToSignIn, post, type User } from '../shared/http'
import { labelOfValue, say, switchLanguage } from './language'
import { GROUPS, type Group, type Page } from './pages'
import type { Place } from './places'
import { useAlerts } from './useAlerts'

interface Props {
  user: User
  pages: Page[]
  places: Place[]
}

/** The frame of every page: where one is, who one is, what has just been raised. */
export function Shell({ user, pages, places }: Props) {
  const [folded, setFolded] = useState(matchMedia('(max-width: 820px)').matches)
  const alert = useAlerts(pages.some(({ path }) => path === 'alerts'))
  const place = useLocation().pathname.split('/')[1] || 'board'
  return (
    <Layout className="frame">
      <Layout.Header className="masthead">
        <Button type="text" aria-expanded={!folded} onClick={() => setFolded(!folded)}>{say('菜单', 'Menu')}</Button>
        <img src={icon} alt="" width="26" height="26" />
        <span className="product">{say('工会业务平台', 'Gonghui')}</span>
        <span className="person">{user.name}</span>
        <Button type="text" onClick={switchLanguage}>{say('English', '中文')}</Button>
        <Button type="text" onClick={signOut}>{say('退出登录', 'Sign out')}</Button>
      </Layout.Header>
      <Layout hasSider>
        {!folded && (
          <Layout.Sider width={196} className="side" theme="light">
            <nav aria-label={say('主菜单', 'Main menu')}>
              <Menu mode="inline" selectedKeys={[place]} items={entriesOf(pages, places)} />
            </nav>
          </Layout.Sider>
        )}
        <Layout.Content className="content">
          <main>
            {alert && <LiveAlert alert={alert} />}
            <Suspense fallback={<p className="loading" role="status">{say('正在打开……', 'Opening…')}</p>}>
              <Outlet />
            </Suspense>
          </main>
        </Layout.Content>
      </Layout>
    </Layout>
  )
}

function LiveAlert({ alert }: { alert: Record<string, unknown> }) {
  const event = alert['event'] as { id: string; title: string } | null
  const text = `${labelOfValue('OpinionLevel', String(alert['level']))} · ${event?.title ?? String(alert['subject'])}`
  return (
    <Alert key={String(alert['id'])} type="warning" showIcon closable className="live" role="alert"
      title={<>{say('新预警：', 'New alert: ')}<Link to={event ? `/events/${event.id}` : '/alerts'}>{text}</Link></>} />
  )
}

function entriesOf(pages: Page[], places: Place[]) {
  const groups = (Object.keys(GROUPS) as Group[]).map(group => ({
    type: 'group' as const,
    key: group,
    label: say(GROUPS[group][0], GROUPS[group][1]),
    children: [...places, ...pages].filter(entry => entry.group === group).map(({ path, chinese, english }) => ({
      key: path.split('/:')[0]!,
      label: <Link to={`/${path.split('/:')[0]}`}>{say(chinese, english)}</Link>,
    })),
  }))
  const board = { key: 'board', label: <Link to="/">{say('工作总览', 'Overview')}</Link> }
  return [board, ...groups.filter(({ children }) => children.length > 0)]
}

async function signOut(): Promise<void> {
  await post('/auth/sign-out')
  goToSignIn('/dashboard')
}
