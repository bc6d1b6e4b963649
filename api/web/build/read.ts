import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type FragmentDefinitionNode, type GraphQLSchema, Kind, parse, print, validate } from 'graphql'

/** The fragments of this file are lists: the fragment's name is the field of Query that it lists.
 *  A field marked `@aside` is fetched only when its column is shown. */
const LISTS = 'lists.graphql'
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

export interface Source {
  name: string
  text: string
  hash: string
}

/** Every document of the pages: the files in `documents` folders, and one for each list. */
export async function readDocuments(source: string, schema: GraphQLSchema): Promise<Map<string, Source>> {
  const paths = (await readdir(source, { recursive: true })).filter(path => /(^|\/)documents\/[^/]+\.graphql$/.test(path))
  const found = new Map<string, Source>()
  for (const path of paths.sort()) {
    const text = (await readFile(join(source, path), 'utf8')).trim()
    const texts = basename(path) === LISTS ? listsOf(text, schema) : new Map([[basename(path, '.graphql'), text]])
    for (const [name, document] of texts) {
      const [problem] = validate(schema, parse(document))
      if (problem) throw new Error(`${path}, ${name}: ${problem.message}`)
      if (found.has(name)) throw new Error(`${path}: a second document ${name}`)
      found.set(name, { name, text: document, hash: createHash('sha256').update(document).digest('hex') })
    }
  }
  return found
}

function listsOf(text: string, schema: GraphQLSchema): Map<string, string> {
  const fragments = parse(text).definitions.filter(definition => definition.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map(fragment => [fragment.name.value, listOf(fragment, schema)]))
}

/** The query of a list's page, with every argument that the field takes. */
function listOf(fragment: FragmentDefinitionNode, schema: GraphQLSchema): string {
  const name = fragment.name.value
  const field = schema.getQueryType()?.getFields()[name]
  if (!field) throw new Error(`no list ${name} in Query`)
  const nodes = print(fragment.selectionSet).replace(/\s+/g, ' ').replaceAll('@aside', '@include(if: $aside)')
  const variables = field.args.map(argument => `$${argument.name}: ${String(argument.type)}`)
  if (nodes.includes('$aside')) variables.push('$aside: Boolean! = false')
  const given = field.args.map(argument => `${argument.name}: $${argument.name}`).join(', ')
  const title = name.charAt(0).toUpperCase() + name.slice(1)
  return `query ${title}(${variables.join(', ')}) { ${name}(${given}) { totalCount ${PAGE_INFO} nodes ${nodes} } }`
}
