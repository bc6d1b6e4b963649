import { Input } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { Desk } from '../desk/Desk'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { useUser } from '../user'
import { AccountSheet } from './AccountSheet'

interface Listed {
  id: string
  username: string
  name: string
  disabledAt: string | null
  grants: { nodes: { id: string; role: string; department: string | null }[] }
}

/** Who may sign in, in which role and over what. */
export default function Accounts() {
  useDocument('accounts')
  const { id } = useParams()
  const { rights = {} } = useUser()
  const [words, setWords] = useState('')
  const filter = words ? { or: [{ name: { contains: words } }, { username: { contains: words } }] } : null
  const { data, failure, loading, again } = useAnswer('accounts', { filter })
  const found = data?.['users'] as { totalCount: number; nodes: Listed[] } | undefined
  const mayChange = rights['USER']?.includes('CREATE') ?? false
  const entries = (found?.nodes ?? []).map(({ id: key, name, username, disabledAt, grants }) => ({
    id: key,
    title: name,
    note: grants.nodes.map(({ role, department }) => labelOfValue('Role', role) + (department ? ` · ${labelOfValue('Department', department)}` : '')).join('、') || say('没有授权', 'No role'),
    aside: disabledAt ? say('已停用', 'Disabled') : username,
    late: disabledAt !== null,
  }))
  const tools = (
    <>
      <Input.Search className="filter-word" allowClear placeholder={say('姓名或用户名', 'Name or user name')} aria-label={say('姓名或用户名', 'Name or user name')} onSearch={value => setWords(value.trim())} />
      {mayChange && <Action primary name="createUser" done={again} label={say('新建用户', 'New user')} />}
    </>
  )
  return (
    <Desk title={say('用户与权限', 'Users and scopes')} waiting={say('用户', 'Users')} path="accounts" entries={entries} total={found?.totalCount ?? 0} loading={loading && !found} failure={failure} tools={tools} chosen={id}>
      {id ? <AccountSheet key={id} id={id} mayChange={mayChange} changed={again} /> : <p className="panel nothing">{say('从左侧选择一位用户', 'Choose a user at the left')}</p>}
    </Desk>
  )
}
