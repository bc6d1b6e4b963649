declare module 'virtual:catalogue' {
  /** A selected field or an input of a mutation, as the schema describes it. */
  export interface Field {
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
  }

  export interface Document {
    text: string
    hash: string
    root: string
    label: string
    fields?: Field[]
    inputs?: Field[]
  }

  const catalogue: {
    documents: Record<string, Document>
    enums: Record<string, Record<string, string>>
  }
  export default catalogue
}
