import { useEffect, useState } from 'react'
import { get, post, type User } from '../shared/http'

/** Chinese names of the roles; an unknown one shows as it is. */
const ROLES: Record<string, string> = {
  ADMINISTRATOR: '平台管理员',
  CITY_DEPARTMENT: '市总部门',
  CITY_LEADER: '市总领导',
  TOWNSHIP_OFFICER: '镇街工会干部',
  GRASSROOTS_CHAIR: '基层工会主席',
  WOMEN_CADRE: '女职工干部',
  AUDITOR: '经审、安全审计',
  ANALYST: '只读分析员',
}

interface Grant {
  id: string
  role: string
  department: string | null
  acting: boolean
}

/** The role that the session acts in; a choice where the person holds several. */
export function RoleSwitch({ user }: { user: User }) {
  const [grants, setGrants] = useState<Grant[]>([])

  useEffect(() => {
    get<{ grants: Grant[] }>('/auth/grants').then(
      answer => setGrants(answer.grants),
      () => setGrants([]),
    )
  }, [])

  async function act(grantId: string): Promise<void> {
    await post('/auth/switch', { grantId })
    location.reload()
  }

  if (grants.length < 2) return <span className="person-role">{nameOf(user.role)}</span>
  return (
    <select
      className="person-role"
      aria-label="当前角色"
      value={grants.find(grant => grant.acting)?.id}
      onChange={event => void act(event.target.value)}
    >
      {grants.map(grant => (
        <option key={grant.id} value={grant.id}>
          {nameOf(grant.role)}
          {grant.department ? ` · ${grant.department}` : ''}
        </option>
      ))}
    </select>
  )
}

function nameOf(role: string): string {
  return ROLES[role] ?? role
}
