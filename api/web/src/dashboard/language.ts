import type { Field } from 'virtual:documents'

export type Language = 'zh' | 'en'

const enums: Record<string, Record<string, string>> = {}

/** Keeps the Chinese names of enum values. */
export function learn(more: typeof enums): void {
  Object.assign(enums, more)
}

/** The values of an enum in the schema's order, with their names. */
export function valuesOf(name: string | undefined): { value: string; label: string }[] {
  return Object.keys(enums[name ?? ''] ?? {}).map(value => ({ value, label: labelOfValue(name, value) }))
}

const KEY = 'gonghui:language'

export const language: Language = localStorage.getItem(KEY) === 'en' ? 'en' : 'zh'
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'

/** The words of this language; Chinese stands first wherever both are given. */
export function say(chinese: string, english: string): string {
  return language === 'zh' ? chinese : english
}

/** Every text is chosen when it is drawn first, so that the page is opened anew. */
export function switchLanguage(): void {
  localStorage.setItem(KEY, language === 'zh' ? 'en' : 'zh')
  location.reload()
}

export function labelOf(field: Pick<Field, 'name' | 'label'>): string {
  return language === 'zh' && field.label ? field.label : spaced(field.name.replace(/[A-Z]/g, ' $&'))
}

export function labelOfValue(values: string | undefined, value: string): string {
  const chinese = enums[values ?? '']?.[value]
  return language === 'zh' && chinese ? chinese : spaced(value.replaceAll('_', ' '))
}

function spaced(words: string): string {
  const lower = words.trim().toLowerCase()
  return lower.charAt(0).toUpperCase() + lower.slice(1)
}
