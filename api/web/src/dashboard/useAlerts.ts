import { createClient } from 'graphql-sse'
import { useEffect, useState } from 'react'
import { SAME_ORIGIN_PROOF } from '../shared/http'
import { documentOf, type Row } from './ask'

const client = createClient({ url: '/graphql', credentials: 'same-origin', headers: { ...SAME_ORIGIN_PROOF } })

/** The alert raised last while this page is open, null before the first. */
export function useAlerts(wanted: boolean): Row | null {
  const [latest, setLatest] = useState<Row | null>(null)
  useEffect(() => {
    if (!wanted) return undefined
    return client.subscribe<Row>({ query: documentOf('alertRaised').text }, {
      next: ({ data }) => data && setLatest(data['alertRaised'] as Row),
      error: () => {}, // the list of alerts still tells them all
      complete: () => {},
    })
  }, [wanted])
  return latest
}
