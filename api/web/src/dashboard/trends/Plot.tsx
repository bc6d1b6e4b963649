import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { language } from '../language'
import { number } from '../Value'
import type { Series } from './series'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer])

const PALETTE = ['#2f6fd0', '#cf7a1a', '#2f8f46', '#8a4fb5', '#b58900', '#5d6b85'] as const
const COMPACT = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { notation: 'compact' })

interface Props {
  title: string
  months: string[]
  series: Series[]
  stacked: boolean
  dark: boolean
  open: (address: string) => void
}

/** Bars by month; each leads to the list that it counts. The table beside it says the same. */
export default function Plot({ title, months, series, stacked, dark, open }: Props) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Words in the drawing, not in a box of HTML: the page's policy lets no style attribute in.
    const chart = init(place.current, null, { renderer: 'svg' })
    const [ink, line, paper] = [variable('--ink-soft'), variable('--line'), variable('--paper')]
    chart.setOption({
      animation: false,
      aria: { enabled: true, label: { description: title } },
      textStyle: { fontFamily: variable('--sans') },
      color: series.map(({ colour }, index) => (colour ? colourOf(colour) : PALETTE[index % PALETTE.length]!)),
      grid: { left: 4, right: 8, top: series.length > 1 ? 34 : 12, bottom: 4, containLabel: true },
      legend: series.length > 1 ? { type: 'scroll', top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: ink }, icon: 'rect' } : undefined,
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, axisPointer: { type: 'shadow' }, backgroundColor: paper, borderColor: line, textStyle: { color: variable('--ink') }, valueFormatter: (value: unknown) => number(value) },
      xAxis: { type: 'category', data: months.map(month => month.slice(2, 7)), axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: ink } },
      yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: line } }, axisLabel: { color: ink, formatter: (value: number) => COMPACT.format(value) } },
      series: series.map(({ name, values }) => ({ type: 'bar', name, data: values, ...(stacked && { stack: 'all' }), barMaxWidth: 26, cursor: 'pointer' })),
    })
    chart.on('click', ({ seriesIndex, dataIndex }) => {
      const month = months[dataIndex]
      if (month && seriesIndex !== undefined) open(series[seriesIndex]!.listOf(month))
    })
    const watch = new ResizeObserver(() => chart.resize())
    watch.observe(place.current!)
    return () => {
      watch.disconnect()
      chart.dispose()
    }
  }, [title, months, series, stacked, dark, open])
  return <div className="plot" ref={place} role="img" aria-label={title} />
}

function variable(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** The colour that the style sheet gives to a class. */
function colourOf(name: string): string {
  const probe = document.createElement('span')
  probe.className = name
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
