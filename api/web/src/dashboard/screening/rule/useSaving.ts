import { useState } from 'react'
import { ask, type Row } from '../../ask'
import type { Fault } from './expression'

interface Refusal {
  message: string
  path: string[]
  details: { faults?: Fault[] } | null
}

interface Saving {
  busy: boolean
  failure: string
  faults: Fault[]
  /** Sends a mutation; the id of the version that it made or changed, null when it was refused. */
  send: (name: string, variables: Row) => Promise<string | null>
}

/** The saving of a rule, with what the server found wrong and where. */
export function useSaving(): Saving {
  const [state, setState] = useState({ busy: false, failure: '', faults: [] as Fault[] })

  async function send(name: string, variables: Row): Promise<string | null> {
    setState(before => ({ ...before, busy: true }))
    try {
      const [payload] = Object.values(await ask(name, variables)) as [{ ruleVersion?: { id: string } | null; errors: Refusal[] }]
      const { errors, ruleVersion } = payload
      setState({ busy: false, failure: errors.map(({ message }) => message).join(' '), faults: errors.flatMap(({ details }) => details?.faults ?? []) })
      return errors.length === 0 ? (ruleVersion?.id ?? '') : null
    } catch (error) {
      setState({ busy: false, failure: (error as Error).message, faults: [] })
      return null
    }
  }

  return { ...state, send }
}
