import { useEffect, useState } from 'react'

/** Follows the system's light or dark scheme. */
export function useDark(): boolean {
  const [wish] = useState(() => matchMedia('(prefers-color-scheme: dark)'))
  const [dark, setDark] = useState(wish.matches)
  useEffect(() => {
    const follow = () => setDark(wish.matches)
    wish.addEventListener('change', follow)
    return () => wish.removeEventListener('change', follow)
  }, [wish])
  return dark
}
