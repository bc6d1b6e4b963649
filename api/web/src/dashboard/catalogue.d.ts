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
