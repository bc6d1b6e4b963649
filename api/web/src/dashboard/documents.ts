import { use } from 'react'
import modules, { type Document } from 'virtual:documents'
import { learn } from './language'

const loaded = new Map<string, Promise<Document>>()

/** The document of that name; each is loaded once, with the names of the values it can answer. */
export function documentOf(name: string): Promise<Document> {
  let document = loaded.get(name)
  if (!document) {
    const load = modules[name]
    if (!load) throw new Error(`no document ${name}`)
    document = load().then(module => {
      learn(module.default.enums)
      return module.default
    })
    loaded.set(name, document)
  }
  return document
}

/** The document, in a component; the page around waits while it loads. */
export function useDocument(name: string): Document {
  return use(documentOf(name))
}
