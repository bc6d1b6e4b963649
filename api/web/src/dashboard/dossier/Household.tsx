import type { ReactNode } from 'react'
import { Ledger } from '../desk/Ledger'
import { Section } from '../desk/Desk'
import { labelOfValue, say } from '../language'
import { money } from '../Value'
import type { Assessment, Member } from './model'

const COUNTED = ['wageIncome', 'businessIncome', 'propertyIncome', 'transferIncome'] as const
const WORDS: Record<(typeof COUNTED)[number], [string, string]> = {
  wageIncome: ['工资', 'Wages'], businessIncome: ['经营', 'Business'], propertyIncome: ['财产', 'Property'], transferIncome: ['转移', 'Transfers'],
}
/** The lines of expenditure as they are stated for an assessment. */
const LINES: [string, string, string][] = [
  ['rigid_expenditure', '未分项的刚性支出', 'Rigid, without lines'], ['illness_cost', '医疗自付', 'Illness, self-paid'], ['care_cost', '残疾与护理', 'Disability and care'],
  ['schooling_cost', '就学', 'Schooling'], ['employment_cost', '就业必要支出', 'Needed for work'], ['accident_cost', '意外或重病净损失', 'Accident, net loss'], ['assets', '家庭财产', 'Assets'],
]

function incomeOf(member: Member): number {
  return COUNTED.reduce((sum, name) => sum + member[name], 0)
}

/** Who lives together, and what each earns in the twelve months before. */
export function Household({ members, tools }: { members: Member[]; tools: ReactNode }) {
  const living = members.filter(({ coLiving }) => coLiving)
  const sum = (of: (member: Member) => number) => money(living.reduce((all, member) => all + of(member), 0))
  return (
    <Section title={say('家庭成员与收入', 'Household and income')} note={say('元/年；合计只计共同生活成员', 'Yuan a year; the sum counts those who live together')} tools={tools}>
      <Ledger label={say('家庭成员与收入', 'Household and income')} lines={members} keyOf={({ id }) => id}
        columns={[
          { title: say('姓名', 'Name'), of: ({ name }) => name },
          { title: say('关系', 'Relation'), of: ({ relation }) => labelOfValue('Relation', relation) },
          { title: say('共同生活', 'Lives in'), of: ({ coLiving }) => (coLiving ? say('是', 'Yes') : say('否', 'No')) },
          { title: say('就业', 'Work'), of: ({ workStatus }) => workStatus && labelOfValue('WorkStatus', workStatus) },
          { title: say('健康', 'Health'), of: ({ health }) => health && labelOfValue('Health', health) },
          ...COUNTED.map(name => ({ title: say(...WORDS[name]), right: true, of: (member: Member) => money(member[name]) })),
          { title: say('不计入', 'Not counted'), right: true, of: ({ excludedIncome }) => money(excludedIncome) },
          { title: say('计入合计', 'Counted'), right: true, of: member => <strong>{money(incomeOf(member))}</strong> },
        ]}
        foot={[say(`共同生活 ${living.length} 人`, `${living.length} living together`), '', '', '', '', ...COUNTED.map(name => sum(member => member[name])), sum(({ excludedIncome }) => excludedIncome), sum(incomeOf)]} />
    </Section>
  )
}

/** What the household must spend, line by line as it was stated. */
export function Expenses({ assessment }: { assessment: Assessment | undefined }) {
  const stated = assessment?.inputs.stated
  const lines = LINES.filter(([name]) => Number(stated?.[name] ?? 0) > 0)
  return (
    <Section title={say('支出与财产', 'Expenditure and assets')} note={say('元/年；各项按限额计入刚性支出', 'Yuan a year; each line counts up to its cap')}>
      <Ledger label={say('支出与财产', 'Expenditure and assets')} lines={lines} keyOf={([name]) => name} empty={say('本次认定没有分项支出', 'This assessment states no lines')}
        columns={[{ title: say('项目', 'Line'), of: ([, chinese, english]) => say(chinese, english) }, { title: say('申报', 'Stated'), right: true, of: ([name]) => money(stated?.[name]) }]} />
      {assessment && <p className="tile-definition">{say(`计入认定的年刚性支出：${money(assessment.rigidExpenditure)} 元`, `Counted as rigid: ${money(assessment.rigidExpenditure)} yuan`)}</p>}
    </Section>
  )
}
