import { explorerPlugin } from '@graphiql/plugin-explorer'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { useMemo } from 'react'
import type { User } from '../shared/http'
import { Examples, ExamplesIcon } from './Examples'
import { examples } from './examples'
import { fetcher } from './fetcher'
import { Header } from './Header'
import { Proof } from './Proof'
import { storageOf } from './storage'

const EXAMPLES_PLUGIN = { title: '示例查询', icon: ExamplesIcon, content: Examples }
const EXPLORER_PLUGIN = explorerPlugin({ showAttribution: false })
/** The order of the icons at the left edge, below the schema's documentation. */
const PLUGINS = [EXAMPLES_PLUGIN, EXPLORER_PLUGIN, HISTORY_PLUGIN]

/** GraphiQL under a header of ours; opens with the first example and the list of all. */
export function Workbench({ user }: { user: User }) {
  const first = examples[0]
  const storage = useMemo(() => storageOf(), [])
  return (
    <>
      <Header user={user} />
      <Proof user={user} />
      <main className="workbench">
        <GraphiQL
          fetcher={fetcher}
          plugins={PLUGINS}
          visiblePlugin={EXAMPLES_PLUGIN}
          storage={storage}
          defaultTabs={first ? [{ query: first.query }] : []}
          isHeadersEditorEnabled={false}
          showPersistHeadersSettings={false}
          defaultEditorToolsVisibility={false}
          schemaDescription
          inputValueDeprecation
        >
          <GraphiQL.Logo>
            <span className="endpoint">POST /graphql</span>
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  )
}
