import { Alert, Descriptions, Spin, Table } from 'antd'
import { Link, useParams } from 'react-router'
import type { Field } from 'virtual:documents'
import { Action } from './Action'
import type { Row } from './ask'
import { useDocument } from './documents'
import { labelOf, say } from './language'
import type { Page } from './pages'
import { useAnswer } from './useAnswer'
import { Value } from './Value'

const UNSEEN = new Set(['id', 'version'])

/** One thing with its neighbours and what may be done with it. */
export default function Detail({ page, name }: { page: Page; name: string }) {
  const { id } = useParams()
  const { data, failure, loading, again } = useAnswer(name, { id })
  const document = useDocument(name)
  const row = data?.[document.root] as Row | null | undefined
  const fields = (document.fields ?? []).filter(field => !UNSEEN.has(field.name))
  return (
    <section>
      <div className="page-head">
        <h1>
          <Link to={`/${page.path}`}>{say(page.chinese, page.english)}</Link> / {titleOf(row)}
        </h1>
        {row && page.actions.map(action => (
          <Action key={action} name={action} id={String(id)} version={Number(row['version'])} done={again} />
        ))}
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      {data && !row && <Alert type="info" showIcon title={say('没有这条记录，或不在您的权限范围内。', 'There is no such record within your scope.')} />}
      <Spin spinning={loading}>{row && <Facts fields={fields} row={row} />}</Spin>
    </section>
  )
}

function titleOf(row: Row | null | undefined): string {
  const person = row?.['person'] as Row | null | undefined
  return String(row?.['name'] ?? row?.['title'] ?? row?.['number'] ?? person?.['name'] ?? row?.['code'] ?? row?.['ruleCode'] ?? row?.['job'] ?? '')
}

function Facts({ fields, row }: { fields: Field[]; row: Row }) {
  const items = fields.filter(({ many }) => !many).map(field => ({
    key: field.name,
    label: labelOf(field),
    children: <Value field={field} value={row[field.name]} />,
  }))
  return (
    <>
      <Descriptions bordered size="small" column={{ xs: 1, sm: 1, md: 2, xl: 3 }} items={items} />
      {fields.filter(({ many }) => many).map(field => (
        <Neighbours key={field.name} field={field} value={row[field.name]} />
      ))}
    </>
  )
}

function Neighbours({ field, value }: { field: Field; value: unknown }) {
  const rows = Array.isArray(value) ? (value as Row[]) : ((value as { nodes?: Row[] } | null)?.nodes ?? [])
  const columns = (field.children ?? []).filter(({ name }) => !UNSEEN.has(name)).map(child => ({
    key: child.name,
    dataIndex: child.name,
    title: labelOf(child),
    render: (cell: unknown) => <Value field={child} value={cell} />,
  }))
  return (
    <div className="neighbours">
      <h2>{labelOf(field)}</h2>
      <Table<Row> size="small" rowKey="id" columns={columns} dataSource={rows} pagination={false} />
    </div>
  )
}
