/** One query to start from: the file's first comment line is its title, the further ones say what it shows. */
export interface Example {
  file: string
  title: string
  description: string
  query: string
}

const files = import.meta.glob<string>('../examples/*.graphql', { query: '?raw', import: 'default', eager: true })

function readExample(path: string, query: string): Example {
  const lines = query.split('\n')
  const end = lines.findIndex(line => !line.startsWith('#'))
  const [title = '', ...description] = lines.slice(0, end).map(line => line.replace(/^#\s*/, ''))
  return { file: path.split('/').at(-1) ?? path, title, description: description.join(''), query }
}

/** In the order of the file names, which begin with a number. */
export const examples: readonly Example[] = Object.keys(files)
  .sort()
  .map(path => readExample(path, files[path] ?? ''))
