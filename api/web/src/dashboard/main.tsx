import { nonce } from '../shared/nonce'
import '../shared/base.css'
import './dashboard.css'
import { createRoot } from 'react-dom/client'
import { goToSignIn, Refusal, whoAmI } from '../shared/http'
import { App } from './App'

const root = document.getElementById('root') as HTMLElement

async function start(): Promise<void> {
  const user = await whoAmI()
  if (user === null) goToSignIn(location.pathname + location.search)
  else createRoot(root).render(<App user={user} nonce={nonce} />)
}

start().catch((error: unknown) => {
  root.textContent = error instanceof Refusal ? error.message : '页面没有打开，请刷新重试。'
})
