import { useParams } from 'react-router'
import { dayIn } from '../board/time'
import { Desk } from '../desk/Desk'
import { useDocument } from '../documents'
import { labelOfValue, say } from '../language'
import { useAnswer } from '../useAnswer'
import { useUser } from '../user'
import { Apply } from './Apply'
import { Sheet } from './Sheet'

/** Which states wait for somebody, by what the person may do to dossiers. */
const WAITS: Record<string, string[]> = {
  CREATE: ['DRAFT', 'RETURNED', 'SUBMITTED', 'DUE_FOR_REVIEW'],
  REVIEW: ['VISITED', 'FIRST_REVIEWED', 'PUBLIC_NOTICE', 'OBJECTION', 'DUE_FOR_REVIEW', 'REVIEWING', 'EXIT_NOTICE'],
  DECIDE: ['DATA_CHECKED', 'PUBLIC_NOTICE', 'OBJECTION', 'EXIT_NOTICE'],
}

interface Waiting {
  id: string
  number: string
  status: string
  category: string | null
  appliedOn: string
  dueOn: string | null
  person: { name: string } | null
  union: { name: string } | null
}

/** One dossier at work, beside those that wait for me. */
export default function DossierDesk() {
  useDocument('dossierQueue')
  const { id } = useParams()
  const { rights = {} } = useUser()
  const mine = [...new Set((rights['DOSSIER'] ?? []).flatMap(right => WAITS[right] ?? []))]
  const filter = { status: { in: mine.length > 0 ? mine : ['DUE_FOR_REVIEW'] } }
  const { data, failure, loading, again } = useAnswer('dossierQueue', { filter })
  const found = data?.['dossiers'] as { totalCount: number; nodes: Waiting[] } | undefined
  const today = dayIn(0)
  const entries = (found?.nodes ?? []).map(({ id: key, number, status, person, union, dueOn }) => ({
    id: key,
    title: person?.name ?? number,
    note: `${labelOfValue('DossierStatus', status)} · ${union?.name ?? number}`,
    aside: dueOn && say(`${dueOn.slice(5)} 前`, `by ${dueOn.slice(5)}`),
    late: dueOn !== null && dueOn < today,
  }))
  return (
    <Desk title={say('困难档案工作台', 'Dossier desk')} waiting={mine.length > 0 ? say('等我办理', 'Waits for me') : say('待复核档案', 'Due for review')} path="dossier-desk" entries={entries} total={found?.totalCount ?? 0}
      loading={loading && !found} failure={failure} chosen={id}
      tools={(rights['DOSSIER'] ?? []).includes('CREATE') && rights['MEMBERSHIP']?.includes('READ') && <Apply done={again} />}>
      {id ? <Sheet key={id} id={id} changed={again} /> : <p className="panel nothing">{say('从左侧选择一份档案', 'Choose a dossier at the left')}</p>}
    </Desk>
  )
}
