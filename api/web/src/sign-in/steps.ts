import { post, Refusal } from '../shared/http'
import { field } from './form'

/** What the server still wants after a step; null when the way is free. */
export type Next =
  | 'SECOND_FACTOR_REQUIRED'
  | 'PASSWORD_CHANGE_REQUIRED'
  | 'SECOND_FACTOR_ENROLMENT_REQUIRED'
  | null

export interface Progress {
  next: Next
}

interface Enrolment {
  secret: string
  picture: string
}

interface Enrolled extends Progress {
  recoveryCodes: string[]
}

const forms: Record<Exclude<Next, null>, string> = {
  SECOND_FACTOR_REQUIRED: 'second-factor',
  PASSWORD_CHANGE_REQUIRED: 'new-password',
  SECOND_FACTOR_ENROLMENT_REQUIRED: 'enrolment',
}

export function form(id: string): HTMLFormElement {
  return document.getElementById(id) as HTMLFormElement
}

export function formOf(next: Exclude<Next, null>): HTMLFormElement {
  return form(forms[next])
}

/** Sends the code of the form; an empty one is refused here. */
export async function sendCode(sender: HTMLFormElement, path: string): Promise<Progress> {
  const code = field(sender, 'code').value.trim()
  if (!code) throw missing(sender, 'code', '请输入动态码。')
  try {
    return await post<Progress>(path, { code })
  } finally {
    field(sender, 'code').value = ''
  }
}

/** Asks for a secret and shows it, as a picture to scan and as letters to type. */
export async function showEnrolment(): Promise<void> {
  const made = await post<Enrolment>('/auth/second-factor/enrol', {})
  const picture = document.getElementById('enrolment-picture') as HTMLImageElement
  picture.src = `data:image/svg+xml;utf8,${encodeURIComponent(made.picture)}`
  const letters = made.secret.match(/.{1,4}/g) ?? [made.secret]
  ;(document.getElementById('enrolment-secret') as HTMLElement).textContent = letters.join(' ')
}

/** The recovery codes, to be kept; they are never shown again. */
export function showRecoveryCodes(answer: Progress): void {
  const list = document.getElementById('recovery-list') as HTMLElement
  const entries = (answer as Enrolled).recoveryCodes.map(code => {
    const entry = document.createElement('li')
    entry.textContent = code
    return entry
  })
  list.replaceChildren(...entries)
}

/** A refusal of our own, with the cursor in the field that caused it. */
export function missing(sender: HTMLFormElement, name: string, message: string): Refusal {
  const input = field(sender, name)
  input.setAttribute('aria-invalid', 'true')
  input.focus()
  return new Refusal('INVALID_INPUT', message)
}
