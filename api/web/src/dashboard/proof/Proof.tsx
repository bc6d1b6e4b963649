import { lazy, Suspense, useEffect, useState } from 'react'
import { onProofWanted } from './wanted'

const Dialog = lazy(() => import('./Dialog'))

/** Waits until a step wants a fresh proof of the person; the dialog is loaded then. */
export function Proof() {
  const [settle, setSettle] = useState<((proved: boolean) => void) | null>(null)
  useEffect(() => {
    onProofWanted(() => new Promise(resolve => setSettle(() => resolve)))
    return () => onProofWanted(async () => false)
  }, [])
  if (!settle) return null
  const end = (proved: boolean) => {
    setSettle(null)
    settle(proved)
  }
  return <Suspense><Dialog end={end} /></Suspense>
}
