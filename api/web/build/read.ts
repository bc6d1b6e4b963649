import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type GraphQLSchema, parse, validate } from 'graphql'
import { detailsOf, listsOf, stepsOf } from './compose.ts'

export interface Source {
  name: string
  text: string
  hash: string
}

/** Files that stand for many documents, each with the function that writes them out. */
const COMPOSED: Record<string, (text: string, schema: GraphQLSchema) => [string, string][]> = {
  'lists.graphql': (text, schema) => [...listsOf(text, schema), ...detailsOf(text, schema)],
  'steps.graphql': stepsOf,
}

/** Every document of the pages: the files in `documents` folders, and the composed ones. */
export async function readDocuments(source: string, schema: GraphQLSchema): Promise<Map<string, Source>> {
  const paths = (await readdir(source, { recursive: true })).filter(path => /(^|\/)documents\/[^/]+\.graphql$/.test(path))
  const found = new Map<string, Source>()
  for (const path of paths.sort()) {
    const text = (await readFile(join(source, path), 'utf8')).trim()
    const texts = COMPOSED[basename(path)]?.(text, schema) ?? [[basename(path, '.graphql'), text] as const]
    for (const [name, document] of texts) {
      const [problem] = validate(schema, parse(document))
      if (problem) throw new Error(`${path}, ${name}: ${problem.message}`)
      if (found.has(name)) throw new Error(`${path}: a second document ${name}`)
      found.set(name, { name, text: document, hash: createHash('sha256').update(document).digest('hex') })
    }
  }
  return found
}
