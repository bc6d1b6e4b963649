import type { FetcherParams } from '@graphiql/toolkit'
import type { ExecutionResult } from 'graphql'
import { createClient, NetworkError } from 'graphql-sse'
import { goToSignIn, SAME_ORIGIN_PROOF } from '../shared/http'

const UNAUTHENTICATED = 401

/** One request a stream; a broken one is shown, not tried again behind the reader's back. */
const client = createClient({
  url: '/graphql',
  credentials: 'same-origin',
  headers: { ...SAME_ORIGIN_PROOF },
  retryAttempts: 0,
})

/** The events of a subscription, until it completes or GraphiQL's stop button ends it. */
export async function* eventsOf({
  query,
  operationName,
  variables,
}: FetcherParams): AsyncGenerator<ExecutionResult, void> {
  const request = { query, variables: (variables ?? {}) as Record<string, unknown> }
  const named = operationName ? { ...request, operationName } : request
  const events = client.iterate(named) as AsyncIterableIterator<ExecutionResult>
  try {
    for await (const event of events) yield event
  } catch (failure) {
    if (failure instanceof NetworkError && failure.response?.status === UNAUTHENTICATED) {
      goToSignIn('/graphiql')
      return
    }
    throw failure instanceof NetworkError ? new Error('订阅中断，请重新运行。') : failure
  }
}
