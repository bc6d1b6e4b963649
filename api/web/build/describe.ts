import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

type Enums = Record<string, Record<string, string>>

interface Described {
  name: string
  label: string
  kind: string
  values?: string
  many?: boolean
  children?: Described[]
  sortable?: boolean
  filterable?: boolean
  required?: boolean
  /** A switch that is on unless somebody turns it off. */
  initially?: boolean
  /** Fetched and shown only when wished. */
  aside?: boolean
}

/** What one operation asks of its first root field, in words for people. */
export function describeOperation(schema: GraphQLSchema, document: DocumentNode, enums: Enums): object {
  const operation = document.definitions[0] as OperationDefinitionNode
  const root = schema.getRootType(operation.operation)
  const [first] = operation.selectionSet.selections
  const selection = first?.kind === 'InlineFragment' ? first.selectionSet.selections[0] : first
  if (!root || selection?.kind !== 'Field') throw new Error('a document starts with a field')
  const field = root.getFields()[selection.name.value] as GraphQLField<unknown, unknown>
  const base = { root: selection.alias?.value ?? field.name, label: short(field.description) }
  if (operation.operation === 'mutation') return { ...base, inputs: inputsOf(field, enums), takesKey: field.args.some(({ name }) => name === 'idempotencyKey') }
  const described = describeField(field, selection.selectionSet, enums)
  childrenOf(root.getFields(), operation.selectionSet, enums) // the enums of all the others
  return { ...base, fields: withPowers(described.children ?? [], field) }
}

function describeField(field: GraphQLField<unknown, unknown>, set: SelectionSetNode | undefined, enums: Enums): Described {
  const named = getNamedType(field.type)
  const described: Described = { name: field.name, label: short(field.description), ...kindOf(field.type, enums) }
  if (!set || !isObjectType(named)) return described
  const nodes = named.name.endsWith('Connection') ? nodesOf(set) : undefined
  const holder = nodes ? getNamedType(named.getFields()['nodes']!.type) : named
  if (!isObjectType(holder)) return described
  if (nodes) childrenOf(named.getFields(), set, enums) // the enums of groups beside the nodes
  const many = nodes !== undefined || isListType(getNullableType(field.type))
  return { ...described, ...(many && { many }), children: childrenOf(holder.getFields(), nodes ?? set, enums) }
}

function nodesOf(set: SelectionSetNode): SelectionSetNode | undefined {
  const found = set.selections.find(entry => entry.kind === 'Field' && entry.name.value === 'nodes')
  return found?.kind === 'Field' ? found.selectionSet : undefined
}

type Fields = Record<string, GraphQLField<unknown, unknown>>

function childrenOf(fields: Fields, set: SelectionSetNode, enums: Enums): Described[] {
  return set.selections.flatMap(entry => {
    if (entry.kind === 'InlineFragment') return childrenOf(fields, entry.selectionSet, enums).map(child => ({ ...child, aside: true }))
    const field = entry.kind === 'Field' ? fields[entry.name.value] : undefined
    if (entry.kind !== 'Field' || !field) return []
    const described = describeField(field, entry.selectionSet, enums)
    return [{ ...described, name: entry.alias?.value ?? field.name }]
  })
}

function kindOf(type: GraphQLType, enums: Enums): Pick<Described, 'kind' | 'values'> {
  const named = getNamedType(type)
  if (!isEnumType(named)) return { kind: named.name }
  enums[named.name] ??= Object.fromEntries(named.getValues().map(value => [value.name, short(value.description)]))
  return { kind: 'enum', values: named.name }
}

/** Kinds of values that a list offers a filter for. */
const FILTERED = new Set(['enum', 'Boolean', 'Date'])

/** Marks what the root field can sort and filter by. */
function withPowers(children: Described[], field: GraphQLField<unknown, unknown>): Described[] {
  const order = argumentType(field, 'orderBy')
  const orders = isInputObjectType(order) ? getNamedType(order.getFields()['field']?.type) : undefined
  const sortable = new Set(isEnumType(orders) ? orders.getValues().map(value => value.name) : [])
  const filter = argumentType(field, 'filter')
  const filters = isInputObjectType(filter) ? filter.getFields() : {}
  return children.map(child => ({
    ...child,
    sortable: sortable.has(child.name.replace(/[A-Z]/g, '_$&').toUpperCase()),
    filterable: FILTERED.has(child.kind) && child.name in filters,
  }))
}

function argumentType(field: GraphQLField<unknown, unknown>, name: string) {
  const found = field.args.find(argument => argument.name === name)
  return found && getNamedType(found.type)
}

/** What a form asks for a mutation's `input`, or for one of its `rows`. */
function inputsOf(field: GraphQLField<unknown, unknown>, enums: Enums): Described[] {
  return entriesOf((argumentType(field, 'input') ?? argumentType(field, 'rows')) as GraphQLInputObjectType | undefined, enums)
}

/** Lists of these are entered in one control. */
const LISTED = new Set(['String', 'ID'])

/** The plain fields, and the parts that must be given; no form asks for other parts. */
function entriesOf(input: GraphQLInputObjectType | undefined, enums: Enums): Described[] {
  return Object.values(input?.getFields() ?? {}).flatMap(({ name, type, description, defaultValue }): Described[] => {
    const named = getNamedType(type)
    const required = isNonNullType(type) && defaultValue === undefined
    const many = isListType(getNullableType(type))
    const described = { name, label: short(description), required, ...(many && { many }) }
    if (isInputObjectType(named)) return required ? [{ ...described, kind: named.name, children: entriesOf(named, enums) }] : []
    if (!isLeafType(named) || named.name === 'JSON' || (many && !isEnumType(named) && !LISTED.has(named.name))) return []
    return [{ ...described, ...kindOf(type, enums), ...(defaultValue === true && { initially: true }) }]
  })
}

/** The term before the explanation. */
export function short(description: string | null | undefined): string {
  return (description ?? '').split(/[:：;；(（,，。\n]/)[0]!.trim()
}
