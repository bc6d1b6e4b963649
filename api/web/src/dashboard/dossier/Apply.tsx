import { Select } from 'antd'
import { useState } from 'react'
import { Action } from '../form/Action'
import { say } from '../language'
import { useAnswer } from '../useAnswer'

interface Applicant {
  id: string
  cardNumber: string | null
  person: { id: string; name: string; documentNumberMask: string | null } | null
  union: { id: string; name: string } | null
}

/** An application for a member: found by name, filed with the household and its need. */
export function Apply({ done }: { done: () => void }) {
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState<Applicant>()
  const filter = { status: { eq: 'ACTIVE' }, ...(words && { person: { name: { contains: words } } }) }
  const { data, loading } = useAnswer('applicants', { filter })
  const found = (data?.['members'] as { nodes: Applicant[] } | undefined)?.nodes ?? []
  const options = found.flatMap(({ id, person, union }) => person && union ? [{ value: id, label: [person.name, person.documentNumberMask, union.name].filter(Boolean).join(' · ') }] : [])

  function filed(): void {
    setChosen(undefined)
    done()
  }

  return (
    <span className="apply">
      <Select showSearch allowClear filterOption={false} loading={loading} options={options} value={chosen?.id ?? null} onSearch={setWords} onChange={id => setChosen(found.find(one => one.id === id))}
        aria-label={say('申请人', 'Applicant')} placeholder={say('为会员建档：输入姓名', 'File for a member: type a name')} notFoundContent={say('没有找到', 'Nothing found')} />
      {chosen?.person && chosen.union && (
        <Action key={chosen.id} name="openDossier" primary label={say('建档', 'File')} done={filed}
          given={{ personId: chosen.person.id, unionId: chosen.union.id, membershipId: chosen.id, previousDossierId: undefined }} />
      )}
    </span>
  )
}
