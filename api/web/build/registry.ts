import { getNamedType, getNullableType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema, isEnumType, isInputObjectType, isLeafType, isListType, isObjectType } from 'graphql'
import { short } from './describe.ts'

/** What an analyst may write rules about; the server judges alone what may be used. */
const SUBJECTS: Record<string, string> = { PERSON: 'Person', MEMBERSHIP: 'Membership', UNION: 'UnionOrganisation', DOSSIER: 'Dossier', ASSISTANCE: 'AssistanceRecord', FACILITY: 'Facility' }
/** Kinds of values that a condition can compare. */
const COMPARED = new Set(['String', 'Boolean', 'Int', 'Long', 'Float', 'Decimal', 'Fen', 'Date', 'DateTime'])
const UNTOLD = new Set(['id', 'version'])
/** From a subject over a relation to the links of its rows. */
const STEPS = 2

interface Term {
  name: string
  label: string
  kind: string
  values?: string
  summable?: boolean
}

interface Link {
  name: string
  label: string
  type: string
}

interface Type {
  fields: Term[]
  links: Link[]
  relations: Link[]
}

/** The fields, links and relations that conditions are made of, out of the printed schema. */
export function registryOf(schema: GraphQLSchema): object {
  const types: Record<string, Type> = {}
  const enums: Record<string, Record<string, string>> = {}
  let wanted = Object.values(SUBJECTS)
  for (let step = 0; step <= STEPS; step += 1) {
    const fresh = wanted.filter(name => !(name in types))
    for (const name of fresh) types[name] = typeOf(schema, name, enums)
    wanted = fresh.flatMap(name => [...types[name]!.links, ...types[name]!.relations].map(({ type }) => type))
  }
  const known = (links: Link[]) => links.filter(({ type }) => type in types)
  for (const type of Object.values(types)) Object.assign(type, { links: known(type.links), relations: known(type.relations) })
  return { subjects: SUBJECTS, types, enums }
}

function typeOf(schema: GraphQLSchema, name: string, enums: Record<string, Record<string, string>>): Type {
  const fields = Object.values((schema.getType(name) as GraphQLObjectType).getFields())
  const filter = schema.getType(`${name}Filter`)
  const filters = isInputObjectType(filter) ? filter.getFields() : {}
  const sums = schema.getType(`${name}Sum`)
  const summed = isObjectType(sums) ? sums.getFields() : {}
  const filtered = fields.filter(field => field.name in filters)
  return {
    fields: filtered.flatMap(field => termOf(field, field.name in summed, enums)),
    links: filtered.filter(({ type }) => isObjectType(getNamedType(type))).map(linkTo),
    relations: fields.filter(({ type }) => getNamedType(type).name.endsWith('Connection')).map(linkTo),
  }
}

function linkTo({ name, description, type }: GraphQLField<unknown, unknown>): Link {
  return { name, label: short(description), type: getNamedType(type).name.replace(/Connection$/, '') }
}

function termOf({ name, description, type }: GraphQLField<unknown, unknown>, summable: boolean, enums: Record<string, Record<string, string>>): Term[] {
  const named = getNamedType(type)
  if (UNTOLD.has(name) || !isLeafType(named) || isListType(getNullableType(type))) return []
  const term = { name, label: short(description), ...(summable && { summable }) }
  if (isEnumType(named)) {
    enums[named.name] ??= Object.fromEntries(named.getValues().map(value => [value.name, short(value.description)]))
    return [{ ...term, kind: 'enum', values: named.name }]
  }
  return COMPARED.has(named.name) ? [{ ...term, kind: named.name }] : []
}
