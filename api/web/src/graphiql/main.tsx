import './styles'
import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import '@graphiql/plugin-explorer/style.css'
import '../shared/base.css'
import './graphiql.css'
import { createRoot } from 'react-dom/client'
import { goToSignIn, Refusal, whoAmI } from '../shared/http'
import { Workbench } from './Workbench'

const root = document.getElementById('root') as HTMLElement

async function start(): Promise<void> {
  const user = await whoAmI()
  if (user === null) goToSignIn('/graphiql')
  else createRoot(root).render(<Workbench user={user} />)
}

start().catch((error: unknown) => {
  root.textContent = error instanceof Refusal ? error.message : '页面没有打开，请刷新重试。'
  root.className = 'failure'
})
