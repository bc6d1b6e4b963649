import {
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
} from 'graphql'

type Field = GraphQLField<unknown, unknown>

const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'
const ERRORS = 'errors { code path message details conflict { currentVersion fields { name current yours } } }'
/** How many neighbours of a kind a detail page shows, and how many of their columns. */
const NEIGHBOURS = 10
const NEIGHBOUR_COLUMNS = 7
/** How much is told of a neighbour without a page of its own. */
const PART_VALUES = 16
/** What names a thing, the best first. */
const NAMES = ['name', 'title', 'number', 'code', 'cardNumber']
/** Said by another field of the same thing, or meant for programs. */
const UNTOLD = new Set(['spans', 'reading', 'coordinateSystem', 'key', 'idempotencyKey', 'window', 'sha256', 'counts'])

/** The query of each list, named as the field; with every argument that the field takes. */
export function listsOf(text: string, schema: GraphQLSchema): [string, string][] {
  return fragmentsOf(text).map(fragment => {
    const name = fragment.name.value
    const { args } = rootOf(schema, name)
    const nodes = nodesOf(fragment)
    const variables = args.map(argument => `$${argument.name}: ${String(argument.type)}`)
    if (nodes.includes('$aside')) variables.push('$aside: Boolean! = false')
    const given = args.map(argument => `${argument.name}: $${argument.name}`).join(', ')
    const fields = `totalCount ${PAGE_INFO} nodes ${nodes}`
    return [name, `query ${upper(name)}(${variables.join(', ')}) { ${name}(${given}) { ${fields} } }`]
  })
}

/** The columns; the wished ones stand together under one condition. */
function nodesOf({ selectionSet: { selections } }: FragmentDefinitionNode): string {
  const written = (hidden: boolean) => selections.filter(({ directives }) => Boolean(directives?.length) === hidden).map(selection => print(selection).replace(/\s+/g, ' ').replace(' @aside', ''))
  const aside = written(true)
  return `{ ${[...written(false), ...(aside.length > 0 ? [`... @include(if: $aside) { ${aside.join(' ')} }`] : [])].join(' ')} }`
}

/** The query of one thing of each list, `NAME.one`: what it is, and its neighbours with a list. */
export function detailsOf(text: string, schema: GraphQLSchema): [string, string][] {
  const fragments = fragmentsOf(text)
  const rows = new Map(fragments.map(fragment => [fragment.typeCondition.name.value, columnsOf(fragment)]))
  return fragments.map(fragment => {
    const name = fragment.name.value
    const type = schema.getType(fragment.typeCondition.name.value) as GraphQLObjectType
    const inside = Object.values(type.getFields()).flatMap(field => partOf(field, rows)).join(' ')
    return [`${name}.one`, `query ${upper(name)}One($id: ID!) { ${name}(first: 1, filter: { id: { eq: $id } }) { nodes { ${inside} } } }`]
  })
}

/** What a detail page tells of a field: a value, the name of a neighbour, or some neighbours. */
function partOf(field: Field, rows: Map<string, string>): string[] {
  if (field.args.some(argument => isNonNullType(argument.type) && argument.defaultValue === undefined)) return []
  const type = getNamedType(field.type)
  if (isLeafType(type)) return UNTOLD.has(field.name) || /Id$/.test(field.name) ? [] : [field.name]
  if (!isObjectType(type)) return []
  if (isListType(getNullableType(field.type))) return [`${field.name} ${valuesOf(type)}`]
  if (type.name.endsWith('Connection')) {
    const columns = rows.get(getNamedType(type.getFields()['nodes']!.type).name)
    return columns ? [`${field.name}(first: ${NEIGHBOURS}) { nodes ${columns} }`] : []
  }
  if (!rows.has(type.name)) return type.name.endsWith('Aggregate') ? [] : [`${field.name} ${valuesOf(type, PART_VALUES)}`]
  const name = NAMES.find(candidate => candidate in type.getFields())
  return name ? [`${field.name} { id ${name} }`] : []
}

/** The values of a thing that has no list of its own. */
function valuesOf(type: GraphQLObjectType, most = NEIGHBOUR_COLUMNS): string {
  const told = Object.values(type.getFields()).filter(field => isLeafType(getNamedType(field.type)) && field.args.length === 0 && !UNTOLD.has(field.name) && !/Id$/.test(field.name))
  return `{ ${told.slice(0, most).map(({ name }) => name).join(' ')} }`
}

/** The first columns of a list, for a table of neighbours. */
function columnsOf({ selectionSet }: FragmentDefinitionNode): string {
  const shown = selectionSet.selections.filter(({ directives }) => !directives?.length).slice(0, NEIGHBOUR_COLUMNS)
  return `{ ${shown.map(selection => print(selection).replace(/\s+/g, ' ')).join(' ')} }`
}

/** The mutations that are forms of their own, out of one selection of their names. */
export function stepsOf(text: string, schema: GraphQLSchema): [string, string][] {
  const operation = parse(text).definitions[0] as OperationDefinitionNode
  return operation.selectionSet.selections.map(selection => {
    const name = selection.kind === Kind.FIELD ? selection.name.value : ''
    const field = schema.getMutationType()?.getFields()[name]
    if (!field) throw new Error(`no mutation ${name}`)
    const variables = field.args.map(argument => `$${argument.name}: ${String(argument.type)}`).join(', ')
    const given = field.args.map(argument => `${argument.name}: $${argument.name}`).join(', ')
    const bulk = getNamedType(field.type).name === 'BulkPayload'
    const said = bulk ? `succeeded failed rows { index id ok errors { code message } } ${ERRORS}` : ERRORS
    return [name, `mutation ${upper(name)}(${variables}) { ${name}(${given}) { ${said} } }`]
  })
}

function fragmentsOf(text: string): FragmentDefinitionNode[] {
  return parse(text).definitions.filter(definition => definition.kind === Kind.FRAGMENT_DEFINITION)
}

function rootOf(schema: GraphQLSchema, name: string): Field {
  const field = schema.getQueryType()?.getFields()[name]
  if (!field) throw new Error(`no list ${name} in Query`)
  return field
}

function upper(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
