import { ConfigProvider, theme } from 'antd'
import english from 'antd/locale/en_US'
import chinese from 'antd/locale/zh_CN'
import { lazy } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import type { User } from '../shared/http'
import { Board } from './board/Board'
import { language } from './language'
import { Nowhere } from './Nowhere'
import { pagesOf } from './pages'
import { placesOf } from './places'
import { Shell } from './Shell'
import { useDark } from './useDark'
import { CurrentUser } from './user'

const AllLists = lazy(() => import('./AllLists'))
const Detail = lazy(() => import('./detail/Detail'))
const List = lazy(() => import('./list/List'))

const LIGHT = { colorPrimary: '#b3191f', colorLink: '#8e1018', colorTextDescription: '#595959', colorTextPlaceholder: '#6b6b6b' }
const DARK = { colorPrimary: '#c8383a', colorLink: '#f59a92', colorTextDescription: '#b0b6c2', colorTextPlaceholder: '#a0a7b4' }
const SHARED = { borderRadius: 4, fontFamily: 'var(--sans)', motion: false }

export function App({ user, nonce }: { user: User; nonce: string }) {
  const dark = useDark()
  const places = placesOf(user)
  const colours = { ...SHARED, ...(dark ? DARK : LIGHT) }
  const look = { algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm, token: colours, components: { Menu: { itemSelectedColor: colours.colorLink } } }
  return (
    <ConfigProvider csp={{ nonce }} button={{ autoInsertSpace: false }} locale={language === 'zh' ? chinese : english} theme={look}>
      <CurrentUser value={user}>
        <BrowserRouter basename="/dashboard">
          <Routes>
            <Route element={<Shell user={user} places={places} />}>
              <Route index element={<Board user={user} />} />
              <Route path="lists" element={<AllLists />} />
              {Object.values(pagesOf(user)).flat().map(page => (
                <Route key={page.path} path={page.path}>
                  <Route index element={<List key={page.path} page={page} />} />
                  <Route path=":id" element={<Detail page={page} />} />
                </Route>
              ))}
              {places.map(({ path, page: Place }) => <Route key={path} path={path} element={<Place />} />)}
              <Route path="*" element={<Nowhere />} />
            </Route>
          </Routes>
        </BrowserRouter>
      </CurrentUser>
    </ConfigProvider>
  )
}
