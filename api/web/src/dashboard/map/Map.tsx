import { Alert, Button, Checkbox, Select } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useDocument } from '../documents'
import { labelOfValue, say, valuesOf } from '../language'
import { number } from '../Value'
import { distance, type Place } from './geometry'
import { Sheet } from './Sheet'
import { type Facility, useFacilities } from './useFacilities'

const LISTED = 12

/** Stations, rooms and bases on a sketch of the towns: without tiles, and without another host. */
export default function FacilityMap() {
  useDocument('map')
  const document = useDocument('facilities')
  const navigate = useNavigate()
  const [kinds, setKinds] = useState<string[]>([])
  const [states, setStates] = useState<string[]>([])
  const [gaps, setGaps] = useState(false)
  const [here, setHere] = useState<Place | null>(null)
  const filter = { ...(kinds.length > 0 && { kind: { in: kinds } }), ...(states.length > 0 && { status: { in: states } }) }
  const { found, failure } = useFacilities(filter, here)
  const enumOf = (name: string) => document.fields?.find(field => field.name === name)?.values
  const choice = (label: string, name: string, value: string[], choose: (values: string[]) => void) => (
    <Select mode="multiple" className="choice" maxTagCount={1} allowClear aria-label={label} placeholder={label} popupMatchSelectWidth={false} options={valuesOf(enumOf(name))} value={value} onChange={choose} />
  )
  return (
    <section>
      <div className="page-head">
        <h1>{say('阵地地图', 'Map')}</h1>
        <span role="status">{found ? say(`共 ${number(found.total)} 处，图上 ${number(found.facilities.length)} 处`, `${number(found.total)} in all, ${number(found.facilities.length)} drawn`) : ''}</span>
      </div>
      <div className="filters">
        {choice(say('类型', 'Kind'), 'kind', kinds, setKinds)}
        {choice(say('状态', 'State'), 'status', states, setStates)}
        <Checkbox checked={gaps} onChange={({ target }) => setGaps(target.checked)}>{say('显示缺口', 'Show gaps')}</Checkbox>
        {here && <Button onClick={() => setHere(null)}>{say('取消选点', 'Clear the point')}</Button>}
      </div>
      {failure && <Alert type="error" showIcon title={failure} />}
      <div className="map">
        <Sheet facilities={found?.facilities ?? []} towns={found?.towns ?? []} gaps={gaps} here={here} pick={setHere} open={id => void navigate(`/facilities/${id}`)} />
        <aside className="panel" aria-label={say('阵地', 'Facilities')}>
          <h2>{here ? say('离选点最近', 'Nearest to the point') : say('阵地', 'Facilities')}</h2>
          <p className="tile-definition">{here ? say('直线距离', 'As the crow flies') : say('点选地图上一处，按距离排列', 'Pick a point of the map to sort by distance')}</p>
          <ul>{(found?.facilities ?? []).slice(0, LISTED).map(one => <Line key={one.id} facility={one} here={here} />)}</ul>
          <p className="tile-definition">{say('示意图，不作划界依据：各镇街按驻地就近划分。', 'A sketch, no boundaries: each town is what lies nearest to its seat.')}</p>
        </aside>
      </div>
    </section>
  )
}

function Line({ facility: { id, name, kind, status, place }, here }: { facility: Facility; here: Place | null }) {
  return (
    <li className="place">
      <Link to={`/facilities/${id}`}>{name}</Link>
      <small>{labelOfValue('FacilityKind', kind)} · {labelOfValue('FacilityStatus', status)}{here && ` · ${distance(here, place).toFixed(1)} km`}</small>
    </li>
  )
}
