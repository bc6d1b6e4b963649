import { goToSignIn, SAME_ORIGIN_PROOF } from '../shared/http'
import { documentOf } from './documents'

export type Row = Record<string, unknown>

interface Answer {
  data?: Row | null
  errors?: { message: string; extensions?: { code?: string } }[]
}

const UNAUTHENTICATED = 401
const HEADERS = { ...SAME_ORIGIN_PROOF, accept: 'application/graphql-response+json, application/json', 'content-type': 'application/json' }

/** Runs the document of that name by its hash; returns `data`, throws an Error with the server's words. */
export async function ask(name: string, variables: Row, signal?: AbortSignal): Promise<Row> {
  const { hash, text } = await documentOf(name)
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash } }
  let answer = await send({ variables, extensions }, signal)
  // A server that has not seen this build's list yet takes the text once.
  if (answer.errors?.[0]?.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND') {
    answer = await send({ query: text, variables, extensions }, signal)
  }
  if (answer.errors?.length || !answer.data) throw new Error(answer.errors?.[0]?.message ?? '服务器没有正常答复。')
  return answer.data
}

async function send(body: object, signal?: AbortSignal): Promise<Answer> {
  const request: RequestInit = { method: 'POST', credentials: 'same-origin', headers: HEADERS, body: JSON.stringify(body) }
  const response = await fetch('/graphql', signal ? { ...request, signal } : request)
  if (response.status === UNAUTHENTICATED) {
    goToSignIn(location.pathname + location.search)
    return new Promise<never>(() => {}) // the page is leaving
  }
  return (await response.json()) as Answer
}
