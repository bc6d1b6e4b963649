import { lazy } from 'react'
import type { User } from '../../shared/http'
import { Figures } from './Figures'

const Analysis = lazy(() => import('./Analysis'))
const Keeper = lazy(() => import('./Keeper'))
const Platform = lazy(() => import('./Platform'))

/** The first page: what this role has to know and to do today. */
export function Board({ user }: { user: User }) {
  switch (user.role) {
    case 'ADMINISTRATOR':
      return <Platform />
    case 'ANALYST':
      return <Analysis />
    case 'STATION_KEEPER':
      return <Keeper />
    default:
      return <Figures user={user} />
  }
}
