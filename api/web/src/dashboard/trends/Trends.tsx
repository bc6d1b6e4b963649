import { Alert, Segmented, Spin } from 'antd'
import { lazy, useCallback, useMemo } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { Row } from '../ask'
import { asOf } from '../board/time'
import { type Column, Ledger } from '../desk/Ledger'
import { useDocument } from '../documents'
import { say } from '../language'
import { useAnswer } from '../useAnswer'
import { useDark } from '../useDark'
import { useUser } from '../user'
import { number } from '../Value'
import { monthsUntilNow, startOf } from './months'
import { type Series, seriesOf, type Trend, TRENDS } from './series'

const Plot = lazy(() => import('./Plot'))

const CHOICES = [12, 24, 36]

/** What went up and what went down, month by month; every value leads to the list it counts. */
export default function Trends() {
  useDocument('trends')
  const { rights = {} } = useUser()
  const [address, setAddress] = useSearchParams()
  const wanted = Number(address.get('months'))
  const count = CHOICES.includes(wanted) ? wanted : CHOICES[0]!
  const months = useMemo(() => monthsUntilNow(count), [count])
  const reads = (entity: string) => rights[entity]?.includes('READ') ?? false
  const parts = Object.fromEntries(TRENDS.map(({ entity }) => [entity.toLowerCase(), reads(entity)]))
  const { data, failure, loading } = useAnswer('trends', { from: months[0], since: startOf(months[0]!), ...parts })
  return (
    <section>
      <div className="page-head">
        <h1>{say('趋势分析', 'Trends')}</h1>
        <span role="status">{asOf()}</span>
        <div className="page-tools">
          <Segmented aria-label={say('期间', 'Period')} value={count} options={CHOICES.map(value => ({ value, label: say(`${value} 个月`, `${value} months`) }))}
            onChange={value => setAddress({ months: String(value) }, { replace: true })} />
        </div>
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading}>
        <div className="panels trends">
          {data && TRENDS.filter(({ entity }) => reads(entity)).map(trend => <Panel key={trend.name} trend={trend} data={data} months={months} />)}
        </div>
      </Spin>
    </section>
  )
}

function Panel({ trend, data, months }: { trend: Trend; data: Row; months: string[] }) {
  const dark = useDark()
  const navigate = useNavigate()
  const series = useMemo(() => seriesOf(trend, data, months), [trend, data, months])
  const open = useCallback((to: string) => void navigate(to), [navigate])
  const title = say(...trend.title)
  return (
    <section className="panel">
      <h2>{title}</h2>
      <p className="tile-definition">{say(...trend.definition)}</p>
      {series.length === 0 && <p className="nothing">{say('此期间没有数据', 'Nothing in this period')}</p>}
      {series.length > 0 && (
        <>
          <Plot title={title} months={months} series={series} stacked={trend.stacked ?? false} dark={dark} open={open} />
          <details>
            <summary>{say('数据表', 'Table')}</summary>
            <Table title={title} months={months} series={series} />
          </details>
        </>
      )}
    </section>
  )
}

/** The same values for the keyboard, the reader's voice and the printer; the latest month first. */
function Table({ title, months, series }: { title: string; months: string[]; series: Series[] }) {
  const columns: Column<number>[] = [
    { title: say('月份', 'Month'), heading: true, of: index => months[index]!.slice(0, 7) },
    ...series.map(({ name, values, listOf }) => ({ title: name, right: true, of: (index: number) => (values[index] ? <Link to={listOf(months[index]!)}>{number(values[index])}</Link> : '0') })),
  ]
  return <Ledger label={title} columns={columns} lines={months.map((_, index) => index).reverse()} keyOf={index => months[index]!} />
}
