import type { Fetcher, FetcherParams } from '@graphiql/toolkit'
import { type ExecutionResult, getOperationAST, OperationTypeNode, parse } from 'graphql'
import { goToSignIn, SAME_ORIGIN_PROOF } from '../shared/http'
import { withProof } from './proof'
import { eventsOf } from './streams'

const HEADERS = {
  ...SAME_ORIGIN_PROOF,
  accept: 'application/graphql-response+json, application/json',
  'content-type': 'application/json',
}

/** Sends one operation, or opens a stream; an ended session leads to the sign-in page and back here. */
export const fetcher: Fetcher = async parameters => {
  switch (kindOf(parameters)) {
    case OperationTypeNode.SUBSCRIPTION:
      return eventsOf(parameters)
    case OperationTypeNode.MUTATION:
      return withProof(() => send(parameters))
    default:
      return send(parameters)
  }
}

/** By the text that is sent: GraphiQL's own parsed document may be that of a moment ago. */
function kindOf({ query, operationName }: FetcherParams): OperationTypeNode | undefined {
  try {
    return getOperationAST(parse(query), operationName)?.operation
  } catch {
    return undefined // the server says what is wrong with it
  }
}

async function send(parameters: FetcherParams): Promise<ExecutionResult> {
  const response = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: HEADERS,
    body: bodyOf(parameters),
  })
  if (response.status === 401) {
    goToSignIn('/graphiql')
    return new Promise<never>(() => {}) // the page is leaving; show nothing meanwhile
  }
  return resultOf(response)
}

function bodyOf({ query, operationName, variables }: FetcherParams): string {
  return JSON.stringify({ query, operationName: operationName ?? undefined, variables: variables ?? undefined })
}

/** The GraphQL result, also of a refusal; anything that is none becomes an error that says so. */
async function resultOf(response: Response): Promise<ExecutionResult> {
  const text = await response.text()
  try {
    return JSON.parse(text) as ExecutionResult
  } catch {
    throw new Error(`服务器的答复不是 JSON(HTTP ${response.status})`)
  }
}
