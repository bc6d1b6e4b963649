import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { type Example, examples } from './examples'

/** The panel with the example queries; a click opens one in a tab of its own. */
export function Examples() {
  const { addTab } = useGraphiQLActions()
  const editor = useGraphiQL(state => state.queryEditor)

  function open(example: Example): void {
    if (editor?.getValue().trim()) addTab()
    editor?.setValue(example.query)
    editor?.focus()
  }

  return (
    <section className="examples" aria-labelledby="examples-title">
      <h2 id="examples-title">示例查询</h2>
      <p className="examples-hint">点一项即在新标签页打开，按 Ctrl+Enter 运行，可随意改动。</p>
      <ol>
        {examples.map(example => (
          <li key={example.file}>
            <button type="button" onClick={() => open(example)}>
              <strong>{example.title}</strong>
              <span>{example.description}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

export function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round">
      <path d="M5 4h10l4 4v12H5z" strokeLinejoin="round" />
      <path d="M9 11h6M9 15h4" />
    </svg>
  )
}
