import { createClient } from 'graphql-sse'
import { useEffect, useState } from 'react'
import { SAME_ORIGIN_PROOF } from '../shared/http'
import type { Row } from './ask'
import { documentOf } from './documents'

const client = createClient({ url: '/graphql', credentials: 'same-origin', headers: { ...SAME_ORIGIN_PROOF } })

/** The alert raised last while this page is open, null before the first. */
export function useAlerts(wanted: boolean): Row | null {
  const [latest, setLatest] = useState<Row | null>(null)
  useEffect(() => {
    if (!wanted) return undefined
    let stop: (() => void) | undefined
    let left = false
    void documentOf('alertRaised').then(({ text }) => {
      if (left) return
      stop = client.subscribe<Row>({ query: text }, {
        next: ({ data }) => data && setLatest(data['alertRaised'] as Row),
        error: () => {}, // the list of alerts still tells them all
        complete: () => {},
      })
    })
    return () => {
      left = true
      stop?.()
    }
  }, [wanted])
  return latest
}
