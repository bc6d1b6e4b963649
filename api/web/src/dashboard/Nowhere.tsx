import { Link } from 'react-router'
import { say } from './language'

/** An address without a page, or with one that the role does not have. */
export function Nowhere() {
  return (
    <section>
      <div className="page-head"><h1>{say('没有这个页面', 'No such page')}</h1></div>
      <p>{say('地址有误，或不在您的权限范围内。', 'The address is wrong, or the page is not within your rights.')} <Link to="/">{say('回到总览', 'To the overview')}</Link></p>
    </section>
  )
}
