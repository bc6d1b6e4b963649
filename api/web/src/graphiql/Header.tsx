import { useState } from 'react'
import icon from '../shared/icon.svg'
import { goToSignIn, post, type User } from '../shared/http'
import { RoleSwitch } from './RoleSwitch'

export function Header({ user }: { user: User }) {
  const [leaving, setLeaving] = useState(false)
  const [failure, setFailure] = useState('')

  async function signOut(): Promise<void> {
    setLeaving(true)
    try {
      await post('/auth/sign-out')
      goToSignIn('/graphiql')
    } catch (error) {
      setFailure((error as Error).message)
      setLeaving(false)
    }
  }

  return (
    <header className="masthead">
      <img src={icon} alt="" width="30" height="30" />
      <h1>
        工会业务平台 <small>数据查询 GraphiQL</small>
      </h1>
      <span className="failure-note" role="alert">
        {failure}
      </span>
      <span className="person">
        <span className="person-name">{user.name}</span>
        <RoleSwitch user={user} />
      </span>
      {user.secondFactor === false && (
        <a className="enrol" href="/sign-in?next=/graphiql#enrol">
          启用动态码
        </a>
      )}
      <button type="button" className="sign-out" disabled={leaving} onClick={signOut}>
        退出登录
      </button>
    </header>
  )
}
