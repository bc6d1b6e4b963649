import { dayIn } from '../board/time'

const YEAR_MONTHS = 12

/** The first days of so many months, the present one last, as `2026-11-01`. */
export function monthsUntilNow(count: number): string[] {
  const [year = 0, month = 0] = dayIn(0).split('-').map(Number)
  const last = year * YEAR_MONTHS + month - 1
  return Array.from({ length: count }, (_, index) => firstDay(last - count + 1 + index))
}

/** The first day of the month after. */
export function monthAfter(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return firstDay(year * YEAR_MONTHS + month)
}

/** When a day begins in Shanghai. */
export function startOf(day: string): string {
  return new Date(`${day}T00:00:00+08:00`).toISOString()
}

function firstDay(months: number): string {
  const month = String((months % YEAR_MONTHS) + 1).padStart(2, '0')
  return `${Math.floor(months / YEAR_MONTHS)}-${month}-01`
}
