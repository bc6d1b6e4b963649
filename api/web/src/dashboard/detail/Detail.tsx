import { Alert, Button, Descriptions, Spin, Table } from 'antd'
import { Suspense } from 'react'
import { Link, useParams } from 'react-router'
import type { Field } from 'virtual:documents'
import type { Row } from '../ask'
import { useDocument } from '../documents'
import { labelOf, say } from '../language'
import { mayChange, type Page, pageOf } from '../pages'
import { useAnswer } from '../useAnswer'
import { useUser } from '../user'
import { UNSEEN, Value } from '../Value'
import { Steps } from './Steps'


/** One thing with its neighbours and what may be done with it. */
export default function Detail({ page }: { page: Page }) {
  const { id } = useParams()
  const user = useUser()
  const name = `${page.list}.one`
  const { data, failure, loading, again } = useAnswer(name, { id })
  const document = useDocument(name)
  const found = data?.[document.root] as { nodes: Row[] } | undefined
  const row = found?.nodes[0]
  const fields = (document.fields ?? []).filter(field => !UNSEEN.has(field.name))
  return (
    <section className="detail">
      <div className="page-head">
        <h1><Link to={`/${page.path}`}>{say(page.chinese, page.english)}</Link> / {titleOf(row)}</h1>
        <span className="page-tools">
          {row && mayChange(user, page) && <Suspense><Steps page={page} row={row} fields={fields} done={again} /></Suspense>}
          <Button onClick={() => window.print()}>{say('打印', 'Print')}</Button>
        </span>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      {data && !row && <Alert type="info" showIcon title={say('没有这条记录，或不在您的权限范围内。', 'There is no such record within your scope.')} />}
      <Spin spinning={loading}>{row && <Facts fields={fields} row={row} />}</Spin>
    </section>
  )
}

function titleOf(row: Row | null | undefined): string {
  const neighbour = ['person', 'rule', 'facility', 'event', 'union', 'dossier', 'user'].map(name => row?.[name] as Row | null | undefined).find(Boolean)
  const own = ['name', 'title', 'number', 'fileName'].map(name => row?.[name]).find(Boolean)
  return String(own ?? neighbour?.['name'] ?? neighbour?.['title'] ?? neighbour?.['number'] ?? row?.['code'] ?? row?.['job'] ?? '')
}

function Facts({ fields, row }: { fields: Field[]; row: Row }) {
  const parts = fields.filter(isPart)
  const told = fields.filter(field => !field.many || (!field.children && field.kind !== 'JSON')).filter(field => !isPart(field))
  const items = told.filter(({ name }) => row[name] !== null && row[name] !== undefined && row[name] !== '').map(field => ({
    key: field.name,
    label: labelOf(field),
    children: <Value field={field} value={row[field.name]} />,
  }))
  const empty = told.filter(({ name }) => row[name] === null || row[name] === undefined || row[name] === '')
  return (
    <>
      <Descriptions bordered size="small" column={{ xs: 1, sm: 1, md: 2, xl: 3 }} items={items} />
      {empty.length > 0 && <p className="empty">{say('未填：', 'Not given: ')}{empty.map(labelOf).join('、')}</p>}
      {parts.map(field => <Part key={field.name} field={field} value={row[field.name] as Row | null} />)}
      {fields.filter(({ many, children }) => many && children).map(field => <Neighbours key={field.name} field={field} value={row[field.name]} />)}
    </>
  )
}

/** A neighbour without a page of its own is told in full. */
function isPart({ many, children, kind }: Field): boolean {
  return !many && children !== undefined && pageOf(kind) === undefined
}

function Part({ field, value }: { field: Field; value: Row | null }) {
  if (!value) return null
  const items = (field.children ?? []).filter(({ name }) => !UNSEEN.has(name) && value[name] !== null).map(child => ({
    key: child.name,
    label: labelOf(child),
    children: <Value field={child} value={value[child.name]} />,
  }))
  return (
    <div className="neighbours">
      <h2>{labelOf(field)}</h2>
      <Descriptions bordered size="small" column={{ xs: 1, sm: 1, md: 2, xl: 3 }} items={items} />
    </div>
  )
}

function Neighbours({ field, value }: { field: Field; value: unknown }) {
  const rows = Array.isArray(value) ? (value as Row[]) : ((value as { nodes?: Row[] } | null)?.nodes ?? [])
  if (rows.length === 0) return null
  const page = pageOf(field.kind.replace(/Connection$/, ''))
  const columns = (field.children ?? []).filter(({ name }) => !UNSEEN.has(name)).map((child, index) => ({
    key: child.name,
    dataIndex: child.name,
    title: labelOf(child),
    render: (cell: unknown, row: Row) => {
      const text = <Value field={child} value={cell} plain={index === 0 && page !== undefined} />
      return index === 0 && page ? <Link to={`/${page.path}/${String(row['id'])}`}>{cell === null ? say('查看', 'Open') : text}</Link> : text
    },
  }))
  return (
    <div className="neighbours">
      <h2>{labelOf(field)}</h2>
      <Table<Row> size="small" rowKey={row => String(row['id'] ?? JSON.stringify(row))} columns={columns} dataSource={rows} pagination={false} />
    </div>
  )
}
