import { useParams } from 'react-router'
import { Nowhere } from '../Nowhere'
import { Findings } from './Findings'
import { Overview } from './Overview'

/** The screening desk: everything at a glance, or the findings one by one. */
export default function Screening() {
  const { part, id } = useParams()
  if (part === undefined) return <Overview />
  if (part === 'findings') return <Findings id={id} />
  return <Nowhere />
}
