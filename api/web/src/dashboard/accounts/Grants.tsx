import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { instant, Mark } from '../Value'

export interface Grant {
  [name: string]: unknown
  id: string
  version: number
  role: string
  scopeKind: string
  department: string | null
  targets: string[]
  createdAt: string
  endedAt: string | null
}

/** The roles of an account, each with what it covers; one session acts in one of them. */
export function Grants({ grants, mayChange, done }: { grants: Grant[]; mayChange: boolean; done: () => void }) {
  const targets = [...new Set(grants.flatMap(grant => grant.targets))]
  const { data } = useAnswer('accountUnions', { filter: { id: { in: targets } } })
  const named = new Map(((data?.['unions'] as { nodes: { id: string; name: string }[] } | undefined)?.nodes ?? []).map(({ id, name }) => [id, name]))
  const scopeOf = ({ scopeKind, targets: ids }: Grant) => {
    const kind = labelOfValue('ScopeKind', scopeKind)
    return ids.length === 0 ? kind : `${kind}：${ids.map(id => named.get(id) ?? say('一处', 'one')).join('、')}`
  }
  return (
    <Section title={say('角色与数据范围', 'Roles and scopes')} note={say('改动即时生效，须重新验证身份', 'In force at once; a fresh proof is wanted')}>
      <Ledger label={say('角色与数据范围', 'Roles and scopes')} lines={grants} keyOf={({ id }) => id} empty={say('没有授权', 'No role')}
        columns={[
          { title: say('角色', 'Role'), of: ({ role }) => labelOfValue('Role', role) },
          { title: say('部门', 'Department'), of: ({ department }) => department && labelOfValue('Department', department) },
          { title: say('数据范围', 'Scope'), of: scopeOf },
          { title: say('自', 'Since'), tight: true, of: ({ createdAt }) => instant(createdAt) },
          { title: say('状态', 'State'), tight: true, of: ({ endedAt }) => <Mark colour={endedAt ? '' : 'good'}>{endedAt ? say('已撤销', 'Revoked') : say('有效', 'In force')}</Mark> },
          ...(mayChange ? [{ title: say('办理', 'Step'), right: true, of: (grant: Grant) => grant.endedAt === null && (
            <span className="page-tools">
              <Action name="changeUserRole" id={grant.id} version={grant.version} done={done} present={grant} label={say('更改', 'Change')} />
              <Action name="revokeGrant" id={grant.id} version={grant.version} done={done} label={say('撤销', 'Revoke')} />
            </span>
          ) }] : []),
        ]} />
    </Section>
  )
}
