/** A selected field or an input of a mutation, as the schema describes it. */
interface Field {
  name: string
  label: string
  /** `enum`, or the name of the GraphQL type. */
  kind: string
  values?: string
  many?: boolean
  children?: Field[]
  sortable?: boolean
  filterable?: boolean
  required?: boolean
  /** A switch that is on unless somebody turns it off. */
  initially?: boolean
  /** Fetched and shown only when wished. */
  aside?: boolean
}

/** A GraphQL document with what its first field selects. */
interface Document {
  name: string
  text: string
  hash: string
  /** The name under which the answer stands in `data`. */
  root: string
  label: string
  fields?: Field[]
  inputs?: Field[]
  /** A mutation that is asked once for each idempotency key. */
  takesKey?: boolean
  /** The Chinese names of the values, by enum. */
  enums: Record<string, Record<string, string>>
}

declare module 'virtual:documents' {
  export type { Field, Document }
  const documents: Record<string, () => Promise<{ default: Document }>>
  export default documents
}

declare module '*.graphql' {
  const document: Document
  export default document
}

/** A field that a condition of a rule can compare. */
interface Term {
  name: string
  label: string
  kind: string
  values?: string
  summable?: boolean
}

/** The way to one row of a type, or to many. */
interface Link {
  name: string
  label: string
  type: string
}

/** What conditions of rules are made of: by type, its fields, links and relations. */
interface Registry {
  subjects: Record<string, string>
  types: Record<string, { fields: Term[]; links: Link[]; relations: Link[] }>
  enums: Record<string, Record<string, string>>
}

declare module 'virtual:registry' {
  export type { Term, Link, Registry }
  const registry: Registry
  export default registry
}
