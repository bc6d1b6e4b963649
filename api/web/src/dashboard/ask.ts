import { goToSignIn, SAME_ORIGIN_PROOF } from '../shared/http'
import { documentOf } from './documents'
import { proveAgain } from './proof/wanted'

export type Row = Record<string, unknown>

interface Answer {
  data?: Row | null
  errors?: { message: string; extensions?: { code?: string } }[]
}

const UNAUTHENTICATED = 401
const HEADERS = { ...SAME_ORIGIN_PROOF, accept: 'application/graphql-response+json, application/json' }

/** Runs the document of that name by its hash; returns `data`, throws an Error with the server's words. */
export function ask(name: string, variables: Row, signal?: AbortSignal): Promise<Row> {
  return run(name, variables, body => send(JSON.stringify(body), signal))
}

/** The same with a file as the variable `file`, by the multipart specification. */
export function askWithFile(name: string, variables: Row, file: File): Promise<Row> {
  return run(name, { ...variables, file: null }, body => {
    const form = new FormData()
    form.append('operations', JSON.stringify(body))
    form.append('map', '{"0":["variables.file"]}')
    form.append('0', file)
    return send(form)
  })
}

async function run(name: string, variables: Row, post: (body: object) => Promise<Answer>): Promise<Row> {
  const { hash, text } = await documentOf(name)
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash } }
  let answer = await post({ variables, extensions })
  // A server that has not seen this build's list yet takes the text once.
  if (answer.errors?.[0]?.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND') {
    answer = await post({ query: text, variables, extensions })
  }
  if (wantsProof(answer) && (await proveAgain())) answer = await post({ variables, extensions })
  if (answer.errors?.length || !answer.data) throw new Error(answer.errors?.[0]?.message ?? '服务器没有正常答复。')
  return answer.data
}

/** Whether a step was refused until the person proves anew who they are. */
function wantsProof({ data }: Answer): boolean {
  return Object.values(data ?? {}).some(payload => (payload as { errors?: { code?: string }[] } | null)?.errors?.some(({ code }) => code === 'STEP_UP_REQUIRED'))
}

/** The payload of a mutation; throws what it was refused for. */
export function payloadOf<Payload>(data: Row, root: string): Payload {
  const { errors } = data[root] as { errors: { message: string }[] }
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join(' '))
  return data[root] as Payload
}

async function send(body: string | FormData, signal?: AbortSignal): Promise<Answer> {
  // A form's own content type names the line between its parts: the browser writes it.
  const headers = typeof body === 'string' ? { ...HEADERS, 'content-type': 'application/json' } : HEADERS
  const request: RequestInit = { method: 'POST', credentials: 'same-origin', headers, body }
  const response = await fetch('/graphql', signal ? { ...request, signal } : request)
  if (response.status === UNAUTHENTICATED) {
    goToSignIn(location.pathname + location.search)
    return new Promise<never>(() => {}) // the page is leaving
  }
  return (await response.json()) as Answer
}
