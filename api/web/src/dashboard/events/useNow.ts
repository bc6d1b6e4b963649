import { useEffect, useState } from 'react'

const TICK_MILLISECONDS = 15_000

/** The present moment, told anew four times a minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MILLISECONDS)
    return () => clearInterval(timer)
  }, [])
  return now
}
