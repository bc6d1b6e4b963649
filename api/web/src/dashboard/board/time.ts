import { language, say } from '../language'

const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
const MOMENT = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Shanghai' })
const DAY_MILLISECONDS = 86_400_000

/** The date in Shanghai, some days from now, as `2026-11-23`. */
export function dayIn(days: number): string {
  return DAY.format(new Date(Date.now() + days * DAY_MILLISECONDS))
}

/** The instant some days ago, to the minute, so that asking twice is asking the same. */
export function instantIn(days: number): string {
  const minute = 60_000
  return new Date(Math.floor(Date.now() / minute) * minute + days * DAY_MILLISECONDS).toISOString()
}

export function asOf(): string {
  const now = MOMENT.format(new Date())
  return say(`统计时间：${now}，范围：本人权限内`, `As of ${now}, within your scope`)
}
