import { Alert, Button, Checkbox, Modal } from 'antd'
import { useState } from 'react'
import { ask, payloadOf } from '../ask'
import { say } from '../language'
import { useAttempt } from '../useAttempt'

/** A link with which the person sets a new password; the second factor may be forgotten with it. */
export function Reset({ id }: { id: string }) {
  const [open, setOpen] = useState(false)
  const [forget, setForget] = useState(false)
  const [path, setPath] = useState('')
  const { busy, failure, setFailure, attempt } = useAttempt()

  const make = () => attempt(async () => {
    const data = await ask('resetPassword', { userId: id, forgetSecondFactor: forget })
    setPath(payloadOf<{ path: string }>(data, 'resetPassword').path)
  })

  function close(): void {
    setOpen(false)
    setPath('')
    setFailure('')
    setForget(false)
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('重置密码或动态码', 'Reset password or second factor')}</Button>
      <Modal open={open} title={say('重置密码或动态码', 'Reset password or second factor')} confirmLoading={busy} onCancel={close} onOk={() => (path ? close() : void make())}
        okText={path ? say('已转交', 'Handed over') : say('生成重置链接', 'Make the link')} cancelText={say('取消', 'Cancel')}>
        {failure && <Alert type="error" showIcon title={failure} />}
        {path
          ? <p>{say('链接只显示一次，请当面或经可靠渠道转交本人：', 'The link is shown once; hand it over in person:')} <code className="one-time">{location.origin + path}</code></p>
          : <Checkbox checked={forget} onChange={({ target }) => setForget(target.checked)}>{say('同时清除动态码（本人手机遗失时）', 'Forget the second factor too (a lost phone)')}</Checkbox>}
      </Modal>
    </>
  )
}
