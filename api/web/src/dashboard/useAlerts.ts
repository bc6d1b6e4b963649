import { createClient } from 'graphql-sse'
import { useSyncExternalStore } from 'react'
import { SAME_ORIGIN_PROOF } from '../shared/http'
import type { Row } from './ask'
import { documentOf } from './documents'

export interface Stream {
  /** Alerts raised while the page is open, the latest first. */
  heard: Row[]
  /** Whether the server would tell of a new one now. */
  live: boolean
  /** Grows with each alert, and when the stream comes back: what was raised in between stands in the list alone. */
  told: number
}

const KEPT = 100
const LONGEST_WAIT_MILLISECONDS = 30_000
const FIRST_WAIT_MILLISECONDS = 500
const NOTHING: Stream = { heard: [], live: false, told: 0 }

let stream = NOTHING
let stop: (() => void) | undefined
const listeners = new Set<() => void>()

const client = createClient({
  url: '/graphql', credentials: 'same-origin', headers: { ...SAME_ORIGIN_PROOF }, retryAttempts: Infinity,
  retry: tries => {
    change({ live: false })
    return new Promise(resolve => setTimeout(resolve, Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** tries)))
  },
})

function change(changes: Partial<Stream>): void {
  stream = { ...stream, ...changes }
  for (const listener of listeners) listener()
}

/** One stream for the whole page, open as long as a part of it listens. */
function listen(listener: () => void): () => void {
  listeners.add(listener)
  if (!stop) open()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    stop?.()
    stop = undefined
  }
}

function open(): void {
  let left = false
  stop = () => { left = true }
  void documentOf('alertRaised').then(({ text }) => {
    if (left) return
    stop = client.subscribe<Row>({ query: text }, {
      next: ({ data }) => data && change({ heard: [data['alertRaised'] as Row, ...stream.heard].slice(0, KEPT), told: stream.told + 1 }),
      error: () => change({ live: false }), // the list of alerts still tells them all
      complete: () => change({ live: false }),
    }, { connected: again => change({ live: true, told: stream.told + (again ? 1 : 0) }) })
  })
}

const deaf = () => () => {}

/** What the stream of alerts has told; silent for those who may not read alerts. */
export function useAlerts(wanted: boolean): Stream {
  return useSyncExternalStore(wanted ? listen : deaf, () => stream)
}
