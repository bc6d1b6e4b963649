import { Link } from 'react-router'
import { say } from './language'
import { type Group, GROUPS, pagesOf } from './pages'
import { useUser } from './user'

/** Every list that the role may read, those for daily use among them. */
export default function AllLists() {
  const pages = pagesOf(useUser())
  return (
    <section>
      <div className="page-head"><h1>{say('全部列表', 'All lists')}</h1></div>
      <div className="all-lists">
        {(Object.keys(GROUPS) as Group[]).filter(group => pages[group].length > 0).map(group => (
          <div key={group} className="panel">
            <h2>{say(...GROUPS[group])}</h2>
            <ul>{pages[group].map(page => <li key={page.path}><Link to={`/${page.path}`}>{say(page.chinese, page.english)}</Link></li>)}</ul>
          </div>
        ))}
      </div>
    </section>
  )
}
