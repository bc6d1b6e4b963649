/** A place on the map: longitude and latitude in degrees, WGS-84. */
export interface Place {
  longitude: number
  latitude: number
}

export type Point = readonly [x: number, y: number]

export const WIDTH = 640
export const HEIGHT = 760
const PADDING = 40
const EARTH_KILOMETRES = 6371
const RADIANS = Math.PI / 180

export interface Projection {
  to: (place: Place) => Point
  from: (point: Point) => Place
}

/** A plane map in which all places fit; a degree of longitude is shorter than one of latitude. */
export function projectionOf(places: Place[]): Projection {
  const [longitudes, latitudes] = [places.map(({ longitude }) => longitude), places.map(({ latitude }) => latitude)]
  const [west, east, south, north] = [Math.min(...longitudes), Math.max(...longitudes), Math.min(...latitudes), Math.max(...latitudes)]
  const squeeze = Math.cos(((south + north) / 2) * RADIANS)
  const scale = Math.min((WIDTH - 2 * PADDING) / ((east - west) * squeeze), (HEIGHT - 2 * PADDING) / (north - south))
  const [left, top] = [(WIDTH - (east - west) * squeeze * scale) / 2, (HEIGHT - (north - south) * scale) / 2]
  return {
    to: ({ longitude, latitude }) => [left + (longitude - west) * squeeze * scale, top + (north - latitude) * scale],
    from: ([x, y]) => ({ longitude: west + (x - left) / (squeeze * scale), latitude: north - (y - top) / scale }),
  }
}

/** The part of the sheet that is nearer to each seat than to the others: a sketch of the towns. */
export function cellsOf(seats: Point[]): Point[][] {
  const sheet: Point[] = [[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]]
  return seats.map(seat => seats.reduce((cell, other) => (other === seat ? cell : nearer(cell, seat, other)), sheet))
}

/** The part of a convex polygon that is nearer to `seat` than to `other`. */
function nearer(polygon: Point[], [seatX, seatY]: Point, [otherX, otherY]: Point): Point[] {
  const [middleX, middleY] = [(seatX + otherX) / 2, (seatY + otherY) / 2]
  const side = ([x, y]: Point) => (x - middleX) * (seatX - otherX) + (y - middleY) * (seatY - otherY)
  return polygon.flatMap((point, index) => {
    const next = polygon[(index + 1) % polygon.length]!
    const [here, there] = [side(point), side(next)]
    const cut = here / (here - there)
    const crossing: Point = [point[0] + cut * (next[0] - point[0]), point[1] + cut * (next[1] - point[1])]
    return [...(here >= 0 ? [point] : []), ...(here >= 0 !== there >= 0 ? [crossing] : [])]
  })
}

/** How far apart two places are, in kilometres. */
export function distance(one: Place, other: Place): number {
  const half = (degrees: number) => Math.sin((degrees * RADIANS) / 2) ** 2
  const arc = half(other.latitude - one.latitude) + Math.cos(one.latitude * RADIANS) * Math.cos(other.latitude * RADIANS) * half(other.longitude - one.longitude)
  return 2 * EARTH_KILOMETRES * Math.asin(Math.sqrt(arc))
}

const AXIS = 6378245
const ECCENTRICITY = 0.00669342162296594323

/** Phone maps shift their coordinates; this undoes it, to some metres. */
export function unshifted(place: Place, system: string): Place {
  if (system !== 'GCJ02') return place
  const [x, y] = [place.longitude - 105, place.latitude - 35]
  const waves = (value: number) => 20 * Math.sin(6 * value * Math.PI) + 20 * Math.sin(2 * value * Math.PI)
  const far = (value: number, long: number, longer: number) => 20 * Math.sin(value * Math.PI) + 40 * Math.sin((value * Math.PI) / 3) + long * Math.sin((value * Math.PI) / 12) + longer * Math.sin((value * Math.PI) / 30)
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + (2 / 3) * (waves(x) + far(y, 160, 320))
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + (2 / 3) * (waves(x) + far(x, 150, 300))
  const bend = 1 - ECCENTRICITY * Math.sin(place.latitude * RADIANS) ** 2
  return {
    longitude: place.longitude - east / RADIANS / ((AXIS / Math.sqrt(bend)) * Math.cos(place.latitude * RADIANS)),
    latitude: place.latitude - north / RADIANS / ((AXIS * (1 - ECCENTRICITY)) / (bend * Math.sqrt(bend))),
  }
}

export interface Cluster<Item> {
  at: Point
  items: Item[]
}

/** Items closer to each other than `reach` stand together. */
export function clustered<Item extends { at: Point }>(items: Item[], reach: number): Cluster<Item>[] {
  const found: Cluster<Item>[] = []
  for (const item of items) {
    const near = found.find(({ at }) => Math.hypot(at[0] - item.at[0], at[1] - item.at[1]) < reach)
    if (near) near.items.push(item)
    else found.push({ at: item.at, items: [item] })
  }
  return found
}
