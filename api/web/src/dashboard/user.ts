import { createContext, useContext } from 'react'
import type { User } from '../shared/http'

export const CurrentUser = createContext<User>({ name: '', role: '' })

/** The signed-in person. */
export function useUser(): User {
  return useContext(CurrentUser)
}
