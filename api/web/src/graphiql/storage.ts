import { hasLeft } from '../shared/http'

/** What GraphiQL asks of a store of tabs, history and settings. */
interface Store {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
  clear(): void
  readonly length: number
}

/** What stands there before the person changes it: room for the explorer and for whole query lines. */
const DEFAULTS: Record<string, string> = {
  'graphiql:docExplorerFlex': '0.31',
  'graphiql:editorFlex': '1.35',
}

/** How the page is arranged: no words of a person, no data. Only this outlives the session. */
const ARRANGEMENT = /^graphiql:(theme|visiblePlugin|\w+Flex)$/

/**
 * Queries, variables and history may name persons: they live in the tab and end with the session
 * (`forgetAll`, called wherever signing in begins). Nothing of them is in the browser's lasting store.
 * GraphiQL writes half a second after the last key: that must not outlive signing out either.
 */
export function storageOf(lasting: Storage = localStorage, passing: Storage = sessionStorage): Store {
  const storeOf = (key: string): Storage => (ARRANGEMENT.test(key) ? lasting : passing)
  return {
    getItem: key => storeOf(key).getItem(key) ?? DEFAULTS[key] ?? null,
    setItem: (key, value) => {
      if (!hasLeft()) storeOf(key).setItem(key, value)
    },
    removeItem: key => storeOf(key).removeItem(key),
    clear: () => passing.clear(),
    get length() {
      return passing.length
    },
  }
}
