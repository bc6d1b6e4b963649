import '../shared/base.css'
import './sign-in.css'
import { nextPath, post, Refusal, type User } from '../shared/http'
import { connect, field, show, wireRevealButtons } from './form'

/** The server has the last word on passwords; this spares the trip for the plainest mistakes. */
const SHORTEST_PASSWORD = 12

const signIn = document.getElementById('sign-in') as HTMLFormElement
const newPassword = document.getElementById('new-password') as HTMLFormElement

interface SignedIn {
  user: User
  mustChangePassword: boolean
}

function goOn(): void {
  location.replace(nextPath(location.search, location.origin))
}

connect(signIn, async () => {
  const username = field(signIn, 'username').value.trim()
  const password = field(signIn, 'password').value
  if (!username) throw missing(signIn, 'username', '请输入用户名。')
  if (!password) throw missing(signIn, 'password', '请输入密码。')
  const answer = await post<SignedIn>('/auth/sign-in', { username, password })
  if (!answer.mustChangePassword) return goOn()
  field(newPassword, 'username').value = username
  show(newPassword, signIn)
  field(newPassword, 'new').focus()
})

connect(newPassword, async () => {
  const wanted = field(newPassword, 'new').value
  if ([...wanted].length < SHORTEST_PASSWORD) {
    throw missing(newPassword, 'new', `新密码至少 ${SHORTEST_PASSWORD} 个字符。`)
  }
  if (field(newPassword, 'repeated').value !== wanted) {
    throw missing(newPassword, 'repeated', '两次输入的密码不一样。')
  }
  const currentPassword = field(signIn, 'password').value
  await post('/auth/change-password', { currentPassword, newPassword: wanted })
  goOn()
})

wireRevealButtons(document)

/** A refusal of our own, with the cursor in the field that caused it. */
function missing(form: HTMLFormElement, name: string, message: string): Refusal {
  const input = field(form, name)
  input.setAttribute('aria-invalid', 'true')
  input.focus()
  return new Refusal('INVALID_INPUT', message)
}
