import { Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { Section } from '../desk/Desk'
import { labelOfValue, say } from '../language'
import type { Assessment } from './model'

/** The immutable computation of need, step by step: formula, result, whether it holds, the basis. */
export function Computation({ assessments, tools }: { assessments: Assessment[]; tools: ReactNode }) {
  const [chosen, setChosen] = useState('')
  const shown = assessments.find(({ id }) => id === chosen) ?? assessments[0]
  if (!shown) return <Section title={say('困难认定', 'Assessment')} tools={tools}><p className="nothing">{say('尚未认定', 'Not assessed yet')}</p></Section>
  const options = assessments.map(({ id, assessedOn, category }) => ({ value: id, label: `${assessedOn} ${category ? labelOfValue('DossierCategory', category) : say('不符合', 'Not needy')}` }))
  const span = shown.windowFrom && shown.windowTo ? say(`核算期 ${shown.windowFrom} 至 ${shown.windowTo}`, `Window ${shown.windowFrom} to ${shown.windowTo}`) : ''
  const basis = new Set(shown.explanation.map(step => step.basis))
  return (
    <Section title={say('困难认定', 'Assessment')} note={`${labelOfValue('RuleSet', shown.ruleSet)} · ${shown.assessedOn} · ${span}`}
      tools={<>{assessments.length > 1 && <Select size="small" aria-label={say('历次认定', 'Assessments')} value={shown.id} options={options} onChange={setChosen} popupMatchSelectWidth={false} />}{tools}</>}>
      <ol className="computation">
        {shown.explanation.map(({ name, formula, result, holds }, place) => (
          <li key={name} className={place === shown.explanation.length - 1 ? 'verdict' : undefined}>
            <span>{name}</span>
            <span className={`result ${holds === null ? '' : holds ? 'holds-yes' : 'holds-no'}`}>{result}</span>
            <span className="formula">{formula}</span>
          </li>
        ))}
      </ol>
      <p className="tile-definition">{say('依据：', 'Basis: ')}{[...basis].join('；')}{say('。认定结果一经作出不可更改，复核另作新的认定。', '. A made assessment never changes; a review makes another.')}</p>
    </Section>
  )
}
