import type { User } from '../shared/http'

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

/** The browser's store, cut off per person: two people at one computer do not see each other's queries. */
export function storageOf(user: User, store: Storage = localStorage): Store {
  const prefix = `gonghui:${user.name}:`
  const ownKeys = (): string[] => Object.keys(store).filter(key => key.startsWith(prefix))
  return {
    getItem: key => store.getItem(prefix + key) ?? DEFAULTS[key] ?? null,
    setItem: (key, value) => store.setItem(prefix + key, value),
    removeItem: key => store.removeItem(prefix + key),
    clear: () => ownKeys().forEach(key => store.removeItem(key)),
    get length() {
      return ownKeys().length
    },
  }
}
