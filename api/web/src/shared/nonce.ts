/**
 * Libraries write style elements at run time, some without the nonce that the content security
 * policy wants: every element made in this page gets it. Loaded before anything else of a page.
 */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

const createElement = Document.prototype.createElement
Document.prototype.createElement = function (this: Document, name: string, options?: ElementCreationOptions) {
  const made = createElement.call(this, name, options)
  if (made instanceof HTMLStyleElement) made.nonce = nonce
  return made
} as typeof createElement
