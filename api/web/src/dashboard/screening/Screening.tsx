import { lazy } from 'react'
import { useParams } from 'react-router'
import { Nowhere } from '../Nowhere'
import { Findings } from './Findings'
import { Overview } from './Overview'

const RuleDesk = lazy(() => import('./rule/RuleDesk'))

/** The screening desk: everything at a glance, the findings one by one, or the rules that analysts write. */
export default function Screening() {
  const { part, id } = useParams()
  if (part === undefined) return <Overview />
  if (part === 'findings') return <Findings id={id} />
  if (part === 'rules') return <RuleDesk id={id} />
  return <Nowhere />
}
