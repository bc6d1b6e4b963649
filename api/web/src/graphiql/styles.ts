import '../shared/nonce'

/**
 * Monaco writes style elements and style attributes at run time, which a strict content security
 * policy refuses. The elements get the nonce of this page (see nonce.ts); the attributes, which Monaco puts into
 * the HTML text of its lines, are set through the object model instead, where no policy looks.
 * Loaded before anything else of the page.
 */
const KEPT = 'data-style'
/** The style attribute of a tag; texts hold no tag, for Monaco escapes what it shows. */
const STYLED_TAG = /(<[a-z][^<>]*?\s)style=(?=")/gi

/** Gives the elements below `place` the styles that were kept from the parser. */
function apply(place: ParentNode | null): void {
  for (const styled of place?.querySelectorAll<HTMLElement>(`[${KEPT}]`) ?? []) {
    styled.style.cssText = styled.getAttribute(KEPT) ?? ''
    styled.removeAttribute(KEPT)
  }
}

function kept(html: unknown): unknown {
  return typeof html === 'string' || html instanceof Object ? String(html).replace(STYLED_TAG, `$1${KEPT}=`) : html
}

const inner = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML') as PropertyDescriptor
Object.defineProperty(Element.prototype, 'innerHTML', {
  ...inner,
  set(this: Element, html: unknown) {
    inner.set?.call(this, kept(html))
    apply(this)
  },
})

const insert = Element.prototype.insertAdjacentHTML
Element.prototype.insertAdjacentHTML = function (this: Element, where: InsertPosition, html: string) {
  insert.call(this, where, kept(html) as string)
  apply(this.parentElement ?? this)
}

const setAttribute = Element.prototype.setAttribute
Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
  if (name.toLowerCase() === 'style' && this instanceof HTMLElement) this.style.cssText = value
  else setAttribute.call(this, name, value)
}
