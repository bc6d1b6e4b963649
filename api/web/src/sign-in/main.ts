import '../shared/base.css'
import './sign-in.css'
import { nextPath, post } from '../shared/http'
import { connect, field, note, show, wireRevealButtons } from './form'
import {
  form,
  formOf,
  missing,
  type Next,
  type Progress,
  sendCode,
  showEnrolment,
  showRecoveryCodes,
} from './steps'

/** The server has the last word on passwords; this spares the trip for the plainest mistakes. */
const SHORTEST_PASSWORD = 12

const signIn = form('sign-in')
const newPassword = form('new-password')
const recovery = form('recovery')
/** The token of a one-time link stands behind the # sign, which no server and no log ever sees. */
const resetToken = new URLSearchParams(location.hash.slice(1)).get('reset')

/** Goes where the person wanted, or shows the step that the server still wants. */
async function goOn(next: Next, from: HTMLFormElement): Promise<void> {
  if (next === null) {
    location.replace(nextPath(location.search, location.origin))
    return
  }
  if (next === 'SECOND_FACTOR_ENROLMENT_REQUIRED') await showEnrolment()
  const step = formOf(next)
  show(step, from)
  step.querySelector<HTMLInputElement>('input:not([hidden])')?.focus()
}

connect(signIn, async () => {
  const username = field(signIn, 'username').value.trim()
  const password = field(signIn, 'password').value
  if (!username) throw missing(signIn, 'username', '请输入用户名。')
  if (!password) throw missing(signIn, 'password', '请输入密码。')
  const answer = await post<Progress>('/auth/sign-in', { username, password })
  field(newPassword, 'username').value = username
  await goOn(answer.next, signIn)
})

const secondFactor = form('second-factor')
connect(secondFactor, async () => {
  const answer = await sendCode(secondFactor, '/auth/second-factor')
  await goOn(answer.next, secondFactor)
})

let afterRecovery: Next = null
const enrolment = form('enrolment')
connect(enrolment, async () => {
  const answer = await sendCode(enrolment, '/auth/second-factor/confirm')
  afterRecovery = answer.next
  showRecoveryCodes(answer)
  show(recovery, enrolment)
})
connect(recovery, () => goOn(afterRecovery, recovery))

connect(newPassword, async () => {
  const wanted = field(newPassword, 'new').value
  if ([...wanted].length < SHORTEST_PASSWORD) {
    throw missing(newPassword, 'new', `新密码至少 ${SHORTEST_PASSWORD} 个字符。`)
  }
  if (field(newPassword, 'repeated').value !== wanted) {
    throw missing(newPassword, 'repeated', '两次输入的密码不一样。')
  }
  if (resetToken !== null) {
    await post('/auth/reset-password', { token: resetToken, newPassword: wanted })
    history.replaceState(null, '', location.pathname + location.search)
    show(signIn, newPassword)
    note('新密码已保存，请用它登录。')
    return
  }
  const currentPassword = field(signIn, 'password').value
  const answer = await post<Progress>('/auth/change-password', { currentPassword, newPassword: wanted })
  await goOn(answer.next, newPassword)
})

wireRevealButtons(document)
/** Whoever has postponed the second factor comes back here for it. */
if (location.hash === '#enrol') {
  showEnrolment().then(
    () => show(enrolment, signIn),
    () => field(signIn, 'username').focus(),
  )
}
if (resetToken !== null) {
  show(newPassword, signIn)
  field(newPassword, 'new').focus()
}
