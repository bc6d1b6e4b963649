import { Alert, Spin } from 'antd'
import { Section } from '../desk/Desk'
import { Ledger } from '../desk/Ledger'
import { useDocument } from '../documents'
import { Action } from '../form/Action'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { instant, Mark } from '../Value'
import { Grants, type Grant } from './Grants'
import { Reset } from './Reset'

interface Session {
  id: string
  createdAt: string
  seenAt: string
  endedAt: string | null
  address: string | null
  secondFactorAt: string | null
  external: boolean
}

interface Account {
  id: string
  version: number
  username: string
  name: string
  createdAt: string
  disabledAt: string | null
  grants: { nodes: Grant[] }
  sessions: { nodes: Session[] }
  assignments: { nodes: { id: string; entity: string; createdAt: string; endedAt: string | null }[] }
}

/** One account: its roles and scopes, its sessions, and what an administrator may do. */
export function AccountSheet({ id, mayChange, changed }: { id: string; mayChange: boolean; changed: () => void }) {
  useDocument('account')
  const { data, failure, again } = useAnswer('account', { id })
  const account = data?.['user'] as Account | null | undefined
  if (failure) return <Alert type="error" showIcon title={failure} />
  if (data && !account) return <Alert type="info" showIcon title={say('没有这位用户，或不在您的权限范围内。', 'There is no such user within your scope.')} />
  if (!account) return <Spin><p className="panel" role="status">{say('正在打开……', 'Opening…')}</p></Spin>
  const done = () => {
    again()
    changed()
  }
  return (
    <>
      <section className="panel work-head">
        <h2>{account.name} · {account.username}</h2>
        <Mark colour={account.disabledAt ? 'bad' : 'good'}>{account.disabledAt ? say(`${instant(account.disabledAt)} 停用`, `Disabled ${instant(account.disabledAt)}`) : say('可登录', 'May sign in')}</Mark>
        <dl><div><dt>{say('创建', 'Created')}</dt><dd>{instant(account.createdAt)}</dd></div></dl>
        {mayChange && (
          <div className="next-steps">
            <Action name="grantRole" id={id} done={done} label={say('授予角色', 'Grant a role')} primary />
            <Reset id={id} />
            <Action name={account.disabledAt ? 'enableUser' : 'disableUser'} id={id} version={account.version} done={done} />
          </div>
        )}
      </section>
      <Grants grants={account.grants.nodes} mayChange={mayChange} done={done} />
      <Sessions account={account} mayChange={mayChange} done={done} />
      {account.assignments.nodes.length > 0 && (
        <Section title={say('指派的事项', 'Assigned matters')}>
          <Ledger label={say('指派的事项', 'Assigned matters')} lines={account.assignments.nodes} keyOf={one => one.id}
            columns={[
              { title: say('事项', 'Matter'), of: ({ entity }) => labelOfValue('Entity', entity) },
              { title: say('自', 'From'), tight: true, of: ({ createdAt }) => instant(createdAt) },
              { title: say('至', 'Until'), tight: true, of: ({ endedAt }) => endedAt && instant(endedAt) },
            ]} />
        </Section>
      )}
    </>
  )
}

function Sessions({ account, mayChange, done }: { account: Account; mayChange: boolean; done: () => void }) {
  const open = account.sessions.nodes.filter(({ endedAt }) => endedAt === null)
  const latest = [...account.sessions.nodes].sort((one, other) => other.seenAt.localeCompare(one.seenAt))
  return (
    <Section title={say('会话', 'Sessions')} note={say(`${open.length} 个在用`, `${open.length} open`)}
      tools={mayChange && open.length > 0 && <Action name="endSessions" id={account.id} done={done} label={say('结束全部会话', 'End all')} />}>
      <Ledger label={say('会话', 'Sessions')} lines={latest} keyOf={({ id }) => id}
        columns={[
          { title: say('登录', 'Signed in'), tight: true, of: ({ createdAt }) => instant(createdAt) },
          { title: say('最近活动', 'Seen'), tight: true, of: ({ seenAt }) => instant(seenAt) },
          { title: say('地址', 'Address'), of: ({ address }) => address },
          { title: say('第二因素', 'Second factor'), of: ({ secondFactorAt, external }) => (external ? say('外部身份', 'External') : secondFactorAt ? say('已验证', 'Proved') : say('未用', 'Not used')) },
          { title: say('状态', 'State'), tight: true, of: ({ endedAt }) => <Mark colour={endedAt ? '' : 'good'}>{endedAt ? say('已结束', 'Ended') : say('在用', 'Open')}</Mark> },
        ]} />
    </Section>
  )
}
