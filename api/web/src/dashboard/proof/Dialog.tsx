import { Alert, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { post } from '../../shared/http'
import { say } from '../language'
import { useUser } from '../user'

/** Asks for the password, or a one-time code where one is in force. */
export default function Dialog({ end }: { end: (proved: boolean) => void }) {
  const { secondFactor } = useUser()
  const [form] = Form.useForm<{ secret: string }>()
  const [byCode, setByCode] = useState(secondFactor === true)
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  async function prove({ secret }: { secret: string }): Promise<void> {
    setBusy(true)
    try {
      await post('/auth/prove', byCode ? { code: secret.trim() } : { password: secret })
      end(true)
    } catch (error) {
      setFailure((error as Error).message)
      form.resetFields()
      setBusy(false)
    }
  }

  const label = byCode ? say('动态码或恢复码', 'One-time or recovery code') : say('密码', 'Password')
  return (
    <Modal open title={say('请再次验证身份', 'Prove who you are')} confirmLoading={busy} onOk={() => form.submit()} onCancel={() => end(false)}
      okText={say('验证并继续', 'Prove and go on')} cancelText={say('取消', 'Cancel')}>
      <p>{say('这一步涉及资金或权限，需要五分钟以内的验证。', 'This step concerns money or rights and wants a proof of the last five minutes.')}</p>
      {failure && <Alert type="error" showIcon title={failure} />}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={prove}>
        <Form.Item name="secret" label={label} rules={[{ required: true, message: say('请填写。', 'This is wanted.') }]}>
          {byCode ? <Input inputMode="numeric" autoComplete="one-time-code" autoFocus /> : <Input.Password autoComplete="current-password" autoFocus visibilityToggle={false} />}
        </Form.Item>
      </Form>
      {secondFactor && <Button type="link" onClick={() => setByCode(!byCode)}>{byCode ? say('改用密码', 'Use the password') : say('改用动态码', 'Use a code')}</Button>}
    </Modal>
  )
}
