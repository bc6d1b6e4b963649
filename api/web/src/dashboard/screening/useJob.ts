import { createClient } from 'graphql-sse'
import { useEffect, useState } from 'react'
import { SAME_ORIGIN_PROOF } from '../../shared/http'
import type { Row } from '../ask'
import { documentOf } from '../documents'
import type { Job } from './model'

/** A stream may be cut, or not be had: then the run is looked at now and then. */
const LOOK_MILLISECONDS = 4000

const client = createClient({ url: '/graphql', credentials: 'same-origin', headers: { ...SAME_ORIGIN_PROOF } })

/** The present state of a job's run, live until it ends; `ended` is called then. */
export function useJob(id: string | undefined, ended: () => void): Job | null {
  const [job, setJob] = useState<Job | null>(null)
  useEffect(() => {
    if (!id) return undefined
    let stop: (() => void) | undefined
    let left = false
    const timer = setInterval(ended, LOOK_MILLISECONDS)
    void documentOf('jobProgress').then(({ text }) => {
      if (left) return
      stop = client.subscribe<Row>({ query: text, variables: { id } }, {
        next: ({ data }) => data && setJob(data['jobRunChanged'] as Job),
        error: () => {},
        complete: () => !left && ended(),
      })
    })
    return () => {
      left = true
      clearInterval(timer)
      stop?.()
    }
  }, [id, ended])
  return job?.id === id ? job : null
}
