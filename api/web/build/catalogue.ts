import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql'
import type { Plugin } from 'vite'
import { describeOperation } from './describe.ts'

const NAME = 'virtual:catalogue'
const RESOLVED = `\0${NAME}`

/**
 * Checks the dashboard's documents against the printed schema and tells the pages what they
 * select: the Chinese names of fields and enum values, what may be sorted and filtered. Writes
 * `documents.json`, by which the server knows the documents where it runs registered ones only.
 */
export function catalogue(): Plugin {
  let manifest: Record<string, string> = {}
  let root = ''
  return {
    name: 'gonghui-catalogue',
    configResolved(config) {
      root = config.root
    },
    resolveId: id => (id === NAME ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined
      const schema = buildSchema(await readFile(resolve(root, '../../schema/schema.graphql'), 'utf8'))
      const documents = await readDocuments(join(root, 'src/dashboard/documents'), schema)
      manifest = Object.fromEntries(documents.map(({ hash, text }) => [hash, text]))
      return `export default ${JSON.stringify(describeAll(schema, documents))}`
    },
    generateBundle() {
      const source = JSON.stringify(manifest, null, 1)
      this.emitFile({ type: 'asset', fileName: 'documents.json', source })
    },
  }
}

interface Document {
  name: string
  text: string
  hash: string
}

async function readDocuments(folder: string, schema: GraphQLSchema): Promise<Document[]> {
  const files = (await readdir(folder)).filter(file => file.endsWith('.graphql')).sort()
  return Promise.all(files.map(file => readDocument(join(folder, file), file.replace('.graphql', ''), schema)))
}

async function readDocument(path: string, name: string, schema: GraphQLSchema): Promise<Document> {
  const text = (await readFile(path, 'utf8')).trim()
  const [problem] = validate(schema, parse(text))
  if (problem) throw new Error(`${path}: ${problem.message}`)
  return { name, text, hash: createHash('sha256').update(text).digest('hex') }
}

function describeAll(schema: GraphQLSchema, documents: Document[]): object {
  const enums: Record<string, Record<string, string>> = {}
  const described = documents.map(({ name, text, hash }) => {
    return [name, { text, hash, ...describeOperation(schema, parse(text), enums) }] as const
  })
  return { documents: Object.fromEntries(described), enums }
}
