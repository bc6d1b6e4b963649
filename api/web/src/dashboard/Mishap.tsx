import { Alert, Button } from 'antd'
import { Component, type ReactNode } from 'react'
import { say } from './language'

interface Props {
  /** The address; another one is tried anew. */
  at: string
  children: ReactNode
}

/** Keeps the frame and its menu when a page fails to its address. */
export class Mishap extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidUpdate({ at }: Props) {
    if (this.state.failed && at !== this.props.at) this.setState({ failed: false })
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <section>
        <div className="page-head"><h1>{say('页面没有打开', 'The page did not open')}</h1></div>
        <Alert type="error" showIcon title={say('程序出错，数据没有改变。请重新打开；仍不行时请告知管理员。', 'The program failed; no data changed. Open it anew, or tell the administrator.')}
          action={<Button onClick={() => location.reload()}>{say('重新打开', 'Open anew')}</Button>} />
      </section>
    )
  }
}
