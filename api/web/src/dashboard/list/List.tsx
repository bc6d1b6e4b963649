import { Alert, Button, Table, type TableColumnsType } from 'antd'
import type { SorterResult } from 'antd/es/table/interface'
import { lazy, Suspense, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Field } from 'virtual:documents'
import type { Row } from '../ask'
import { useDocument } from '../documents'
import { labelOf, say } from '../language'
import { mayChange, type Page } from '../pages'
import { useAnswer } from '../useAnswer'
import { useUser } from '../user'
import { number, UNSEEN, Value } from '../Value'
import { Filters } from './Filters'
import { changed, ROWS, shownIn, variablesOf } from './view'

const Bulk = lazy(() => import('./Bulk'))
const Export = lazy(() => import('./Export'))

interface Connection {
  totalCount: number
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

/** The list of any kind of thing: one request a page, and its address is a saved view. */
export default function List({ page }: { page: Page }) {
  const [address, setAddress] = useSearchParams()
  const [chosen, setChosen] = useState<Row[]>([])
  const user = useUser()
  const document = useDocument(page.list)
  const { data, failure, loading, again } = useAnswer(page.list, variablesOf(page, address))
  const found = data?.[document.root] as Connection | undefined
  const fields = (document.fields ?? []).filter(({ name }) => !UNSEEN.has(name))
  const shown = shownIn(address, fields)
  const change = (changes: Record<string, string | null>) => setAddress(changed(address, changes))
  const bulk = mayChange(user, page) ? (page.bulk ?? []) : []
  const selection = bulk.length > 0 && {
    rowSelection: { selectedRowKeys: chosen.map(({ id }) => String(id)), preserveSelectedRowKeys: true, onChange: (_: unknown, rows: Row[]) => setChosen(rows) },
  }

  function sort(sorter: SorterResult<Row>): void {
    const column = String(sorter.columnKey ?? '').replace(/[A-Z]/g, '_$&').toUpperCase()
    change({ order: sorter.order ? `${column}.${sorter.order === 'ascend' ? 'ASC' : 'DESC'}` : null })
  }

  return (
    <section>
      <div className="page-head">
        <h1>{say(page.chinese, page.english)}</h1>
        <span role="status">{found ? say(`共 ${number(found.totalCount)} 条`, `${number(found.totalCount)} in all`) : ''}</span>
        <span className="page-tools">
          <CopyLink />
          {user.rights?.[page.entity]?.includes('EXPORT') && (
            <Suspense><Export page={page} columns={shown} address={address} /></Suspense>
          )}
        </span>
      </div>
      <Filters page={page} fields={fields} address={address} change={change} again={again} />
      {chosen.length > 0 && (
        <div className="chosen" role="status">
          {say(`已选 ${chosen.length} 条`, `${chosen.length} chosen`)}
          <Suspense>{bulk.map(name => <Bulk key={name} name={name} rows={chosen} done={again} />)}</Suspense>
          <Button type="link" onClick={() => setChosen([])}>{say('取消选择', 'Clear')}</Button>
        </div>
      )}
      {failure && <Alert type="error" showIcon title={failure} />}
      <Table<Row> size="small" rowKey="id" loading={loading} columns={columnsOf(page, shown, address)} dataSource={found?.nodes ?? []}
        pagination={false} showSorterTooltip={false} onChange={(_, __, sorter) => sort(sorter as SorterResult<Row>)} {...selection} />
      <nav className="pager" aria-label={say('翻页', 'Pages')}>
        <Button disabled={!found?.pageInfo.hasPreviousPage} onClick={() => change({ before: found!.pageInfo.startCursor })}>{say('上一页', 'Previous')}</Button>
        <Button disabled={!found?.pageInfo.hasNextPage} onClick={() => change({ after: found!.pageInfo.endCursor })}>{say('下一页', 'Next')}</Button>
        <span>{say(`每页 ${ROWS} 条`, `${ROWS} a page`)}</span>
      </nav>
    </section>
  )
}

/** The address is the view: columns, filters, order. */
function CopyLink() {
  const [copied, setCopied] = useState(false)
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(location.href)
    setCopied(true)
  }
  return <Button onClick={() => void copy()}>{copied ? say('已复制', 'Copied') : say('复制视图链接', 'Copy link')}</Button>
}

const RIGHT = new Set(['Fen', 'Long', 'Int', 'Decimal', 'Float'])

function columnsOf(page: Page, fields: Field[], address: URLSearchParams): TableColumnsType<Row> {
  const [sorted, direction] = (address.get('order') ?? page.order ?? '').split('.')
  return fields.map((field, index) => {
    const isSorted = field.name.replace(/[A-Z]/g, '_$&').toUpperCase() === sorted
    return {
      key: field.name,
      dataIndex: field.name,
      title: labelOf(field),
      sorter: field.sortable ?? false,
      sortOrder: isSorted ? (direction === 'DESC' ? 'descend' : 'ascend') : null,
      align: RIGHT.has(field.kind) ? 'right' : 'left',
      render: (value: unknown, row: Row) => {
        const text = <Value field={field} value={value} plain={index === 0} />
        return index === 0 ? <Link to={`/${page.path}/${String(row['id'])}`}>{value === null || value === undefined ? say('查看', 'Open') : text}</Link> : text
      },
    }
  })
}
