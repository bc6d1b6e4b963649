import { Refusal } from '../shared/http'

const failure = document.getElementById('failure') as HTMLElement

export function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement
}

/** Swaps one step for the other and clears what the first had to complain about. */
export function show(next: HTMLFormElement, previous: HTMLFormElement): void {
  say('')
  previous.hidden = true
  next.hidden = false
}

/** Runs `send` on submit, once at a time, and puts a refusal where screen readers announce it. */
export function connect(form: HTMLFormElement, send: () => Promise<void>): void {
  const button = form.querySelector('button[type=submit]') as HTMLButtonElement
  form.addEventListener('submit', event => {
    event.preventDefault()
    if (button.getAttribute('aria-busy') === 'true') return
    button.setAttribute('aria-busy', 'true')
    say('')
    form.querySelectorAll('[aria-invalid]').forEach(input => input.removeAttribute('aria-invalid'))
    send()
      .catch((error: unknown) => say(explain(error)))
      .finally(() => button.setAttribute('aria-busy', 'false'))
  })
}

export function wireRevealButtons(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>('.reveal')) {
    const input = page.getElementById(button.getAttribute('aria-controls') ?? '') as HTMLInputElement
    button.addEventListener('click', () => {
      const shown = input.type === 'text'
      input.type = shown ? 'password' : 'text'
      button.setAttribute('aria-pressed', String(!shown))
    })
  }
}

/** Tells what has been done, where refusals stand too. */
export function note(message: string): void {
  say(message)
  failure.classList.add('done')
}

function say(message: string): void {
  failure.textContent = message
  failure.hidden = message === ''
  failure.classList.remove('done')
}

function explain(error: unknown): string {
  if (!(error instanceof Refusal)) return '页面出了问题，请刷新后重试。'
  const minutes = Math.ceil((error.retryAfter ?? 0) / 60)
  return minutes > 0 ? `${error.message}(约 ${minutes} 分钟后可再试)` : error.message
}
