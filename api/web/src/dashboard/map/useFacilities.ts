import { useEffect, useState } from 'react'
import { ask, type Row } from '../ask'
import { type Place, unshifted } from './geometry'

export interface Facility {
  id: string
  name: string
  kind: string
  status: string
  openNow: boolean | null
  division: string
  place: Place
}

export interface Town {
  code: string
  lacking: string[]
}

const PAGE = 100
/** More would make a map nobody can read; the count says how many there are. */
const MOST = 2000
const GAPS = ['lacksServiceStation', 'lacksLoveStation', 'lacksCareRoom', 'lacksWorkersHome']

interface Found {
  facilities: Facility[]
  towns: Town[]
  total: number
}

/** All facilities with a position, page by page, and what each town lacks; nearest to a place first. */
export function useFacilities(filter: Row, nearest: Place | null): { found: Found | null; failure: string } {
  const [found, setFound] = useState<Found | null>(null)
  const [failure, setFailure] = useState('')
  const given = JSON.stringify({ filter, nearest })
  useEffect(() => {
    const control = new AbortController()
    collect(JSON.parse(given) as Row, control.signal).then(setFound, (error: Error) => {
      if (!control.signal.aborted) setFailure(error.message)
    })
    return () => control.abort()
  }, [given])
  return { found, failure }
}

async function collect(variables: Row, signal: AbortSignal): Promise<Found> {
  const facilities: Facility[] = []
  let after: string | null = null
  for (;;) {
    const data = await ask('map', { ...variables, first: PAGE, after }, signal)
    const { nodes, totalCount, pageInfo } = data['facilities'] as { nodes: Row[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } }
    facilities.push(...nodes.flatMap(facilityOf))
    if (!pageInfo.hasNextPage || facilities.length >= MOST) return { facilities, towns: townsOf(data), total: totalCount }
    after = pageInfo.endCursor
  }
}

function facilityOf(row: Row): Facility[] {
  if (row['longitude'] === null || row['latitude'] === null) return []
  const place = unshifted({ longitude: Number(row['longitude']), latitude: Number(row['latitude']) }, String(row['coordinateSystem']))
  const division = (row['division'] as Row | null)?.['name']
  return [{ id: String(row['id']), name: String(row['name']), kind: String(row['kind']), status: String(row['status']), openNow: row['openNow'] as boolean | null, division: String(division ?? ''), place }]
}

function townsOf(data: Row): Town[] {
  const { nodes } = data['divisions'] as { nodes: Row[] }
  return nodes.map(row => ({ code: String(row['code']), lacking: GAPS.filter(gap => row[gap] === true) }))
}
