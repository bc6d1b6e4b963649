import { useEffect, useRef } from 'react'

/** How often a page is asked for while nothing is told by itself. */
const POLL_MILLISECONDS = 30_000
/** What is told together is asked for together. */
const GATHER_MILLISECONDS = 150

/** Asks anew when something was told or may have been missed, and now and then while nothing is told. */
export function useStale(live: boolean, told: number, again: () => void): void {
  const before = useRef(told)
  useEffect(() => {
    if (told === before.current) return undefined
    before.current = told
    const timer = setTimeout(again, GATHER_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [told, again])
  useEffect(() => {
    if (live) return undefined
    const timer = setInterval(again, POLL_MILLISECONDS)
    return () => clearInterval(timer)
  }, [live, again])
}
