import type { ExecutionResult } from 'graphql'

const STEP_UP_REQUIRED = 'STEP_UP_REQUIRED'

/** Asks the person for a fresh proof; answers whether it was given. */
type Asker = () => Promise<boolean>

let asker: Asker = async () => false

/** The dialog says here that it is there. */
export function onProofWanted(ask: Asker): void {
  asker = ask
}

/**
 * Runs an operation; where the server wants a fresh proof for all of it, asks for one and runs
 * it again. Whatever has had an effect is not repeated: then the first answer stands.
 */
export async function withProof(run: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
  const answer = await run()
  if (!wantsProof(answer) || !(await asker())) return answer
  return run()
}

interface Payload {
  errors?: { code?: string }[] | null
}

function wantsProof({ data }: ExecutionResult): boolean {
  const payloads = Object.values(data ?? {}) as (Payload | null)[]
  return payloads.length > 0 && payloads.every(payload => payload?.errors?.some?.(({ code }) => code === STEP_UP_REQUIRED))
}
