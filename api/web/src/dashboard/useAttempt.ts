import { useState } from 'react'

interface Attempt {
  busy: boolean
  failure: string
  setFailure: (failure: string) => void
  /** Does something, busy meanwhile; what it throws is told as the failure. */
  attempt: (work: () => Promise<void>) => Promise<void>
}

/** Something a person does that takes a while and may fail. */
export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')

  async function attempt(work: () => Promise<void>): Promise<void> {
    setBusy(true)
    setFailure('')
    try {
      await work()
    } catch (error) {
      setFailure((error as Error).message)
    }
    setBusy(false)
  }

  return { busy, failure, setFailure, attempt }
}
