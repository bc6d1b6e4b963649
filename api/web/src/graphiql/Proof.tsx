import { type FormEvent, useEffect, useRef, useState } from 'react'
import { post, type User } from '../shared/http'
import { onProofWanted } from './proof'

/** The dialog that asks for a one-time code or the password again, when an operation wants it. */
export function Proof({ user }: { user: User }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const settle = useRef<(proved: boolean) => void>(() => {})
  const [byCode, setByCode] = useState(user.secondFactor === true)
  const [secret, setSecret] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    onProofWanted(() => {
      setSecret('')
      setFailure('')
      dialog.current?.showModal()
      return new Promise(resolve => {
        settle.current = resolve
      })
    })
    return () => onProofWanted(async () => false)
  }, [])

  async function prove(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      await post('/auth/prove', byCode ? { code: secret.trim() } : { password: secret })
      settle.current(true)
      dialog.current?.close()
    } catch (error) {
      setFailure((error as Error).message)
      setSecret('')
    } finally {
      setBusy(false)
    }
  }

  function change(): void {
    setByCode(!byCode)
    setSecret('')
    setFailure('')
  }

  const label = byCode ? '动态码或恢复码' : '密码'
  return (
    <dialog ref={dialog} className="proof" aria-labelledby="proof-title" onClose={() => settle.current(false)}>
      <form onSubmit={event => void prove(event)}>
        <h2 id="proof-title">请再次验证身份</h2>
        <p>这项操作涉及敏感信息或权限，需要五分钟以内的验证。验证后自动重新运行。</p>
        <p className="failure-note" role="alert">
          {failure}
        </p>
        <label htmlFor="proof-secret">{label}</label>
        <input
          id="proof-secret"
          type={byCode ? 'text' : 'password'}
          inputMode={byCode ? 'numeric' : undefined}
          autoComplete={byCode ? 'one-time-code' : 'current-password'}
          required
          autoFocus
          value={secret}
          onChange={event => setSecret(event.target.value)}
        />
        <div className="proof-buttons">
          {user.secondFactor === true && (
            <button type="button" className="proof-other" onClick={change}>
              {byCode ? '改用密码' : '改用动态码'}
            </button>
          )}
          <button type="button" className="sign-out" onClick={() => dialog.current?.close()}>
            取消
          </button>
          <button type="submit" className="proof-send" aria-busy={busy}>
            验证并运行
          </button>
        </div>
      </form>
    </dialog>
  )
}
