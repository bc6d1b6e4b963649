import { Button } from 'antd'
import { type KeyboardEvent, type MouseEvent, useState } from 'react'
import { labelOfValue, say } from '../language'
import { cellsOf, type Cluster, clustered, HEIGHT, type Place, type Point, projectionOf, WIDTH } from './geometry'
import seats from './towns.json'
import type { Facility, Town } from './useFacilities'

const PROJECTION = projectionOf(seats)
const SEATS = seats.map(PROJECTION.to)
const CELLS = cellsOf(SEATS)
const CLOSE = 26
const ZOOMS = [1, 1.6, 2.6, 4.2, 7]

const LACKS: Record<string, [string, string]> = {
  lacksServiceStation: ['服务站', 'service station'], lacksLoveStation: ['爱心驿站', 'love station'], lacksCareRoom: ['母婴室', 'care room'], lacksWorkersHome: ['职工之家', "workers' home"],
}

interface Props {
  facilities: Facility[]
  towns: Town[]
  gaps: boolean
  here: Place | null
  pick: (place: Place) => void
  open: (id: string) => void
}

type Drawn = Facility & { at: Point }

/** The sketch itself; groups of near facilities open when one comes nearer. */
export function Sheet({ facilities, towns, gaps, here, pick, open }: Props) {
  const [step, setStep] = useState(0)
  const [centre, setCentre] = useState<Point>([WIDTH / 2, HEIGHT / 2])
  const zoom = ZOOMS[step]!
  const [width, height] = [WIDTH / zoom, HEIGHT / zoom]
  const [left, top] = [Math.min(Math.max(centre[0] - width / 2, 0), WIDTH - width), Math.min(Math.max(centre[1] - height / 2, 0), HEIGHT - height)]
  const drawn = facilities.map((facility): Drawn => ({ ...facility, at: PROJECTION.to(facility.place) }))
  const clusters = clustered(drawn, CLOSE / zoom)
  const lacking = new Map(towns.map(({ code, lacking: what }) => [code, what]))

  function choose({ at, items }: Cluster<Drawn>): void {
    if (items.length === 1 || step === ZOOMS.length - 1) return open(items[0]!.id)
    setCentre(at)
    setStep(Math.min(step + 1, ZOOMS.length - 1))
  }

  function point(event: MouseEvent<SVGSVGElement>): void {
    const box = event.currentTarget.getBoundingClientRect()
    const at: Point = [left + ((event.clientX - box.left) / box.width) * width, top + ((event.clientY - box.top) / box.height) * height]
    setCentre(at)
    pick(PROJECTION.from(at))
  }

  return (
    <div className="sheet">
      <svg viewBox={`${left} ${top} ${width} ${height}`} role="group" aria-label={say('镇街示意图', 'A sketch of the towns')} onClick={point}>
        {seats.map(({ code }, index) => {
          const what = lacking.get(code) ?? []
          const [x, y] = SEATS[index]!
          return (
            <g key={code}>
              <polygon className={`town ${gaps && what.length > 0 ? `gap-${Math.min(what.length, 3)}` : ''}`} points={CELLS[index]!.map(([cornerX, cornerY]) => `${cornerX},${cornerY}`).join(' ')} />
              {gaps && what.length > 0 && <text className="town-gap" x={x} y={y + 24 / zoom} fontSize={10 / Math.sqrt(zoom)}>{say('缺', 'no ')}{what.map(one => say(...LACKS[one]!)).join(say('、', ', '))}</text>}
            </g>
          )
        })}
        {clusters.map(cluster => <Spot key={cluster.items[0]!.id} cluster={cluster} zoom={zoom} choose={choose} />)}
        {seats.map(({ code, name }, index) => {
          const [x, y] = besideSpots(SEATS[index]!, clusters, CLOSE / zoom)
          return <text key={code} className="town-name" x={x} y={y - 17 / zoom} fontSize={13 / Math.sqrt(zoom)} strokeWidth={3 / zoom}>{name}</text>
        })}
        {here && <Cross at={PROJECTION.to(here)} size={10 / zoom} />}
      </svg>
      <div className="sheet-tools">
        <Button aria-label={say('放大', 'Zoom in')} disabled={step === ZOOMS.length - 1} onClick={() => setStep(step + 1)}>+</Button>
        <Button aria-label={say('缩小', 'Zoom out')} disabled={step === 0} onClick={() => setStep(step - 1)}>−</Button>
      </div>
    </div>
  )
}

/** Where a town's name stands: over the nearest spot, which it would cover else. */
function besideSpots(seat: Point, clusters: Cluster<Drawn>[], reach: number): Point {
  const [nearest] = clusters.map(({ at }) => ({ at, far: Math.hypot(at[0] - seat[0], at[1] - seat[1]) })).sort((one, other) => one.far - other.far)
  return nearest && nearest.far < reach ? nearest.at : seat
}

interface SpotProps {
  cluster: Cluster<Drawn>
  zoom: number
  choose: (cluster: Cluster<Drawn>) => void
}

function Spot({ cluster, zoom, choose }: SpotProps) {
  const { at: [x, y], items } = cluster
  const [first] = items
  const label = items.length === 1 ? `${first!.name} · ${labelOfValue('FacilityStatus', first!.status)}` : say(`${items.length} 处阵地，放大查看`, `${items.length} facilities, zoom in`)
  const act = (event: MouseEvent | KeyboardEvent) => {
    event.stopPropagation()
    choose(cluster)
  }
  return (
    <g className={`spot-on-map ${items.length > 1 ? 'many' : `kind-${first!.kind} state-${first!.status}`}`} role="button" tabIndex={0} aria-label={label} onClick={act} onKeyDown={event => event.key === 'Enter' && act(event)}>
      <title>{label}</title>
      <circle cx={x} cy={y} r={(items.length > 1 ? 12 : 7) / zoom} strokeWidth={2 / zoom} />
      {items.length > 1 && <text x={x} y={y + 4 / zoom} fontSize={12 / zoom}>{items.length}</text>}
    </g>
  )
}

function Cross({ at: [x, y], size }: { at: Point; size: number }) {
  return <path className="cross" d={`M ${x - size} ${y} H ${x + size} M ${x} ${y - size} V ${y + size}`} strokeWidth={size / 4} />
}
