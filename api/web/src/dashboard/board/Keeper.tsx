import { Alert, Button, Spin } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ask, payloadOf, type Row } from '../ask'
import { useDocument } from '../documents'
import { labelOfValue, say, valuesOf } from '../language'
import { useAnswer } from '../useAnswer'
import { useAttempt } from '../useAttempt'
import { number } from '../Value'
import { asOf, dayIn } from './time'

interface Station {
  id: string
  name: string
  kind: string
  status: string
  openNow: boolean | null
  checkedInToday: boolean | null
  hygieneInTime: boolean | null
  nextSelfInspectionOn: string | null
  usageLogs: { nodes: { id: string; service: string; count: number }[] }
  careLogs: { nodes: { id: string; kind: string }[] }
  inspections: { nodes: { id: string; fixDueOn: string; note: string | null }[] }
}

/** A keeper's stations: what was done today, and what one tap each records. */
export default function Keeper() {
  const { data, failure, loading, again } = useAnswer('boardKeeper', { today: dayIn(0) })
  const stations = (data?.['facilities'] as { nodes: Station[] } | undefined)?.nodes ?? []
  return (
    <section>
      <div className="page-head"><h1>{say('我的站点', 'My stations')}</h1><span role="status">{asOf()}</span></div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Spin spinning={loading && !data}>
        {data && stations.length === 0 && <p className="nothing">{say('没有指派给您的站点。', 'No station is yours.')}</p>}
        {stations.map(station => <StationCard key={station.id} station={station} done={again} />)}
      </Spin>
    </section>
  )
}

function StationCard({ station, done }: { station: Station; done: () => void }) {
  const [service, setService] = useState<string | null>(null)
  const { busy, failure, attempt } = useAttempt()
  const use = useDocument('logUse')
  const care = useDocument('logCare')
  const visits = station.usageLogs.nodes.reduce((sum, { count }) => sum + count, 0)
  const cared = new Set(station.careLogs.nodes.map(({ kind }) => kind))

  const log = (name: string, values: Row) => attempt(async () => {
    const data = await ask(name, { input: { facilityId: station.id, ...values }, idempotencyKey: crypto.randomUUID() })
    setService(null)
    done()
    payloadOf(data, name)
  })

  const services = use.inputs?.find(({ name }) => name === 'service')?.values
  const kinds = care.inputs?.find(({ name }) => name === 'kind')?.values
  return (
    <section className="panel station">
      <h2>
        <Link to={`/facilities/${station.id}`}>{station.name}</Link> <small>{labelOfValue('FacilityStatus', station.status)}</small>
      </h2>
      <p role="status">
        {say(`今日 ${number(visits)} 人次`, `${number(visits)} visits today`)}
        {station.nextSelfInspectionOn && say(` · 下次自查 ${station.nextSelfInspectionOn}`, ` · next self-inspection ${station.nextSelfInspectionOn}`)}
        {station.inspections.nodes.map(({ id, fixDueOn }) => <Link key={id} to={`/inspections/${id}`}>{say(` · 整改期限 ${fixDueOn}`, ` · fix due ${fixDueOn}`)}</Link>)}
      </p>
      {failure && <Alert type="error" showIcon title={failure} />}
      <h3>{say('使用登记：选事项，再选人次', 'Usage: the service, then how many')}</h3>
      <div className="taps" role="group" aria-label={say('事项', 'Service')}>
        {valuesOf(services).map(({ value, label }) => <Button key={value} size="large" type={value === service ? 'primary' : 'default'} aria-pressed={value === service} onClick={() => setService(value)}>{label}</Button>)}
      </div>
      {service && (
        <div className="taps" role="group" aria-label={say('人次', 'How many')}>
          {[1, 2, 3, 5, 10, 20].map(count => <Button key={count} size="large" shape="round" loading={busy} onClick={() => void log('logUse', { service, count })}>{say(`${count} 人次`, `${count}`)}</Button>)}
        </div>
      )}
      <h3>{say('签到与卫生', 'Opening and hygiene')}</h3>
      <div className="taps">
        {valuesOf(kinds).map(({ value, label }) => <Button key={value} size="large" disabled={busy} type={cared.has(value) ? 'dashed' : 'default'} onClick={() => void log('logCare', { kind: value })}>{cared.has(value) ? `✓ ${label}` : label}</Button>)}
      </div>
    </section>
  )
}
