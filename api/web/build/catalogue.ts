import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { buildSchema, type GraphQLSchema, parse } from 'graphql'
import type { Plugin } from 'vite'
import { describeOperation } from './describe.ts'
import { readDocuments, type Source } from './read.ts'
import { registryOf } from './registry.ts'

const ALL = 'virtual:documents'
const ONE = 'virtual:document/'
const REGISTRY = 'virtual:registry'

/**
 * Checks the pages' documents against the printed schema and tells the pages what they select:
 * the Chinese names of fields and enum values, what may be sorted and filtered. Each document is
 * a module, loaded by the page that asks it; another holds what conditions of rules are made of.
 * Writes `documents.json`, by which the server knows
 * the documents where it runs registered ones only.
 */
export function catalogue(): Plugin {
  let root = ''
  let schema: GraphQLSchema
  let documents = new Map<string, Source>()
  return {
    name: 'gonghui-catalogue',
    configResolved(config) {
      root = config.root
    },
    async buildStart() {
      schema = buildSchema(await readFile(resolve(root, '../../schema/schema.graphql'), 'utf8'))
      documents = await readDocuments(join(root, 'src'), schema)
    },
    resolveId: id => (id === ALL || id === REGISTRY || id.startsWith(ONE) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${REGISTRY}`) return `export default ${JSON.stringify(registryOf(schema))}`
      if (id === `\0${ALL}`) return listAll([...documents.keys()])
      const file = id.endsWith('.graphql') && basename(join(id, '..')) === 'documents'
      const name = id.startsWith(`\0${ONE}`) ? id.slice(ONE.length + 1) : file && basename(id, '.graphql')
      return name ? describeOne(schema, documents.get(name)!) : undefined
    },
    generateBundle() {
      const texts = Object.fromEntries([...documents.values()].map(({ hash, text }) => [hash, text]))
      this.emitFile({ type: 'asset', fileName: 'documents.json', source: JSON.stringify(texts, null, 1) })
    },
  }
}

function listAll(names: string[]): string {
  return `export default {${names.map(name => `'${name}': () => import('${ONE}${name}')`).join(',\n')}}`
}

function describeOne(schema: GraphQLSchema, { name, text, hash }: Source): string {
  const enums: Record<string, Record<string, string>> = {}
  const described = describeOperation(schema, parse(text), enums)
  return `export default ${JSON.stringify({ name, text, hash, ...described, enums })}`
}
