import { useCallback, useEffect, useState } from 'react'
import { ask, type Row } from './ask'

export interface Asked {
  data: Row | null
  failure: string
  loading: boolean
  again: () => void
}

/** The answer to a document with these variables; asked anew when they change or upon `again`. */
export function useAnswer(name: string, variables: Row): Asked {
  const [state, setState] = useState<Omit<Asked, 'again'>>({ data: null, failure: '', loading: true })
  const [round, setRound] = useState(0)
  const given = JSON.stringify(variables)
  useEffect(() => {
    const control = new AbortController()
    setState(before => ({ ...before, failure: '', loading: true }))
    ask(name, JSON.parse(given) as Row, control.signal).then(
      data => setState({ data, failure: '', loading: false }),
      (error: Error) => {
        if (!control.signal.aborted) setState({ data: null, failure: error.message, loading: false })
      },
    )
    return () => control.abort()
  }, [name, given, round])
  const again = useCallback(() => setRound(count => count + 1), [])
  return { ...state, again }
}
