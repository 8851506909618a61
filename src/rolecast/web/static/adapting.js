// Merges a new page into the one on display. Keeps what the user is typing or has opened.

export function adapt(old, fresh, shallow = false) {
  if ((old.localName === 'dialog' && old.open) || 'kept' in old.dataset) return
  const isAnother = 'argument' in old.dataset && old.defaultValue !== fresh.defaultValue
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !isTheirs(old, name)) old.removeAttribute(name)
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value && !isTheirs(old, name)) old.setAttribute(name, value)
  }
  if (shallow) return
  if (old.dataset.edit === 'pairs' && old.contains(document.activeElement)) return adaptRows(old, fresh)
  adaptChildren(old, fresh)
  if (isAnother) old.value = fresh.value // keep the typed value unless the server's has changed
  if (old !== document.activeElement || !isTyped(old)) {
    if ('checked' in old) old.checked = fresh.checked
    if (isTyped(old) && old.value !== fresh.value) old.value = fresh.value
    if (old.localName === 'select' && old.dataset.edit) old.value = fresh.value
  }
}

// Whether the attribute is the user's, because they opened or typed something.
function isTheirs(element, name) {
  return (name === 'open' && element.localName === 'details')
    || (name === 'hidden' && element.closest('#connection'))
    || (name === 'value' && isTyped(element)) || name === 'data-idle'
}

export function isTyped(element) {
  return element.localName === 'textarea'
    || (element.localName === 'input' && element.type === 'text' && !('argument' in element.dataset))
}

// Keeps rows while the user types in them, also empty ones, which the server does not know: its rows correspond to the
// non-empty rows here.
function adaptRows(old, fresh) {
  const rows = [...old.querySelectorAll('.pair')]
  const freshRows = [...fresh.querySelectorAll('.pair')]
  const filled = rows.filter((row) => inputsOf(row).some((input) => input.value.trim()))
  for (const row of rows) {
    const freshRow = freshRows[filled.includes(row) ? filled.indexOf(row) : freshRows.length - 1]
    if (freshRow) adaptMarks(row, freshRow)
  }
  if (filled.length === rows.length && freshRows.length > rows.length) rows.at(-1).after(freshRows.at(-1))
  for (const child of old.querySelectorAll(':scope > .faults')) child.remove()
  old.append(...fresh.querySelectorAll(':scope > .faults'))
}

function inputsOf(row) {
  return [...row.querySelectorAll('input')]
}

function adaptMarks(row, fresh) {
  inputsOf(row).forEach((input, index) => {
    input.toggleAttribute('aria-invalid', inputsOf(fresh)[index].hasAttribute('aria-invalid'))
    if (input.hasAttribute('aria-invalid')) input.setAttribute('aria-invalid', 'true')
  })
  row.querySelector('.faults').replaceChildren(...fresh.querySelector('.faults').cloneNode(true).childNodes)
}

// Whether a row before the last is empty, which the server does not have.
export function hasGap(fieldset) {
  return [...fieldset.querySelectorAll('.pair')].slice(0, -1)
    .some((row) => inputsOf(row).every((input) => !input.value.trim()))
}

function adaptChildren(old, fresh) {
  if (old.localName === 'textarea' || old.localName === 'datalist') return
  const known = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]))
  let next = old.firstChild
  for (const child of [...fresh.childNodes]) {
    let match = child.id ? known.get(child.id) : next
    if (match && (match.nodeName !== child.nodeName || (match.id || '') !== (child.id || ''))) match = null
    if (!match) {
      old.insertBefore(child, next)
      continue
    }
    if (match === next) next = next.nextSibling
    else old.insertBefore(match, next)
    if (child.nodeType === Node.ELEMENT_NODE) adapt(match, child)
    else if (match.data !== child.data) match.data = child.data
  }
  while (next) {
    const gone = next
    next = next.nextSibling
    gone.remove()
  }
}
