/** What the sign-in endpoints say about the person. */
export interface User {
  name: string
  role: string
  /** Whether one-time codes are in force; absent when nobody asks. */
  secondFactor?: boolean
  /** What the role may do, by entity. */
  rights?: Record<string, string[]>
}

/** A refusal with the server's stable code; `message` is already in the reader's language. */
export class Refusal extends Error {
  readonly code: string
  readonly retryAfter: number | undefined

  constructor(code: string, message: string, retryAfter?: number) {
    super(message)
    this.code = code
    this.retryAfter = retryAfter
  }
}

/** A page of another origin cannot set this header without the server's consent. */
export const SAME_ORIGIN_PROOF = { 'x-gonghui-csrf': '1' } as const

/** Where to go after sign-in: a path of this site, whatever the address bar says. */
export function nextPath(search: string, origin: string): string {
  const wanted = new URLSearchParams(search).get('next') ?? ''
  if (!wanted.startsWith('/')) return '/'
  try {
    const address = new URL(wanted, origin)
    return address.origin === origin ? address.pathname + address.search + address.hash : '/'
  } catch {
    return '/'
  }
}

let left = false

/** Whether this page has forgotten all; what still writes late must then write nothing. */
export const hasLeft = (): boolean => left

/** Leaves nothing in the browser of what somebody asked or was shown. */
export function forgetAll(): void {
  left = true
  sessionStorage.clear()
  for (const key of Object.keys(localStorage)) if (key.startsWith('gonghui:')) localStorage.removeItem(key)
}

export function goToSignIn(from: string): void {
  forgetAll()
  location.assign(`/sign-in?next=${encodeURIComponent(from)}`)
}

/** POSTs JSON and returns the answer's JSON; throws a `Refusal` for every other outcome. */
export async function post<Answer>(path: string, body?: unknown): Promise<Answer> {
  const request: RequestInit = { method: 'POST', headers: { ...SAME_ORIGIN_PROOF }, credentials: 'same-origin' }
  if (body !== undefined) {
    request.body = JSON.stringify(body)
    request.headers = { ...SAME_ORIGIN_PROOF, 'content-type': 'application/json' }
  }
  const response = await reach(path, request)
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw refusalOf(answer, response.status)
  return answer as Answer
}

/** GETs JSON; throws a `Refusal` for everything that is no answer. */
export async function get<Answer>(path: string): Promise<Answer> {
  const response = await reach(path, { credentials: 'same-origin' })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) throw refusalOf(answer, response.status)
  return answer as Answer
}

/** The signed-in person, or null without a session. */
export async function whoAmI(): Promise<User | null> {
  try {
    const found = await get<{ user: User; secondFactor: boolean; rights: Record<string, string[]> }>('/auth/me')
    return { ...found.user, secondFactor: found.secondFactor, rights: found.rights }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') return null
    throw error
  }
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request)
  } catch {
    throw new Refusal('UNREACHABLE', '连接不上服务器，请检查网络后重试。')
  }
}

function refusalOf(answer: unknown, status: number): Refusal {
  const error = (answer as { error?: { code?: string; message?: string; retryAfter?: number } } | null)?.error
  const code = error?.code ?? `HTTP_${status}`
  return new Refusal(code, error?.message ?? `服务器没有正常答复（${status}），请稍后重试。`, error?.retryAfter)
}
