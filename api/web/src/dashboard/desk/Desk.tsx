import { Alert } from 'antd'
import { type ReactNode } from 'react'
import { NavLink } from 'react-router'
import { say } from '../language'
import { number } from '../Value'
import './desk.css'

export interface Entry {
  id: string
  title: ReactNode
  note: ReactNode
  /** What is said at the right, as an amount or a day. */
  aside?: ReactNode
  late?: boolean
}

interface Props {
  title: string
  /** What waits at the left, and the address of a thing in it. */
  waiting: string
  path: string
  entries: Entry[]
  total: number
  loading: boolean
  failure: string
  tools?: ReactNode
  chosen: string | undefined
  children: ReactNode
}

/** A desk: what waits for me at the left, the thing at work at the right. */
export function Desk({ title, waiting, path, entries, total, loading, failure, tools, chosen, children }: Props) {
  return (
    <section className={chosen ? 'desk with-work' : 'desk'}>
      <div className="page-head">
        <h1>{title}</h1>
        <span role="status">{loading ? '' : say(`${waiting} ${number(total)} 件`, `${waiting}: ${number(total)}`)}</span>
        <span className="page-tools">{tools}</span>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <div className="desk-columns">
        <nav className="panel queue" aria-label={waiting}>
          <h2>{waiting}</h2>
          {!loading && entries.length === 0 && <p className="nothing">{say('暂时没有', 'Nothing here now')}</p>}
          <ul>
            {entries.map(({ id, title: name, note, aside, late }) => (
              <li key={id}>
                <NavLink to={`/${path}/${id}`}>
                  <span className="queue-title">{name}</span>
                  <span className={late ? 'queue-aside late' : 'queue-aside'}>{aside}</span>
                  <small>{note}</small>
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className="work">{children}</div>
      </div>
    </section>
  )
}

/** Part of a sheet, with a heading of its own and what may be done there. */
export function Section({ title, note, tools, children }: { title: string; note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel sheet-part">
      <div className="sheet-head">
        <h2>{title}</h2>
        {note && <span className="tile-definition">{note}</span>}
        {tools && <span className="page-tools">{tools}</span>}
      </div>
      {children}
    </section>
  )
}
