import { Alert, Button, Table, type TableColumnsType } from 'antd'
import type { SorterResult } from 'antd/es/table/interface'
import { Link, useSearchParams } from 'react-router'
import type { Field } from 'virtual:documents'
import type { Row } from './ask'
import { useDocument } from './documents'
import { Filters } from './Filters'
import { labelOf, say } from './language'
import type { Page } from './pages'
import { useAnswer } from './useAnswer'
import { number, Value } from './Value'
import { changed, ROWS, variablesOf } from './view'

interface Connection {
  totalCount: number
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

/** The list of any kind of thing: one request a page, and its address is a saved view. */
export default function List({ page }: { page: Page }) {
  const [address, setAddress] = useSearchParams()
  const document = useDocument(page.list)
  const { data, failure, loading, again } = useAnswer(page.list, variablesOf(page, address))
  const found = data?.[document.root] as Connection | undefined
  const hidden = new Set((address.get('hide') ?? '').split(','))
  const fields = (document.fields ?? []).filter(({ name }) => name !== 'id')
  const change = (changes: Record<string, string | null>) => setAddress(changed(address, changes))

  function sort(sorter: SorterResult<Row>): void {
    const column = String(sorter.columnKey ?? '').replace(/[A-Z]/g, '_$&').toUpperCase()
    change({ order: sorter.order ? `${column}.${sorter.order === 'ascend' ? 'ASC' : 'DESC'}` : null })
  }

  return (
    <section>
      <div className="page-head">
        <h1>{say(page.chinese, page.english)}</h1>
        <span role="status">{found ? say(`共 ${number(found.totalCount)} 条`, `${number(found.totalCount)} in all`) : ''}</span>
      </div>
      <Filters page={page} fields={fields} address={address} change={change} again={again} />
      {failure && <Alert type="error" showIcon title={failure} />}
      <Table<Row>
        size="small"
        rowKey="id"
        loading={loading}
        columns={columnsOf(page, fields.filter(({ name }) => !hidden.has(name)), address)}
        dataSource={found?.nodes ?? []}
        pagination={false}
        showSorterTooltip={false}
        onChange={(_, __, sorter) => sort(sorter as SorterResult<Row>)}
      />
      <nav className="pager" aria-label={say('翻页', 'Pages')}>
        <Button disabled={!found?.pageInfo.hasPreviousPage} onClick={() => change({ before: found!.pageInfo.startCursor })}>
          {say('上一页', 'Previous')}
        </Button>
        <Button disabled={!found?.pageInfo.hasNextPage} onClick={() => change({ after: found!.pageInfo.endCursor })}>
          {say('下一页', 'Next')}
        </Button>
        <span>{say(`每页 ${ROWS} 条`, `${ROWS} a page`)}</span>
      </nav>
    </section>
  )
}

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
      align: field.kind === 'Fen' || field.kind === 'Long' ? 'right' : 'left',
      render: (value: unknown, row: Row) => {
        const shown = <Value field={field} value={value} />
        return index === 0 && page.detail ? <Link to={`/${page.path}/${String(row['id'])}`}>{value ? shown : say('查看', 'Open')}</Link> : shown
      },
    }
  })
}
