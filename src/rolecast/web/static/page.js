// A page is what the server makes of the draft. A control that has data-edit sends its value to the page's own address,
// and the answer, the page as it is then, is worked into this one. Nothing else is known or kept here.

const waiting = new Map() // the newest body for each control, in the order in which they came
let sending = false
let goings = 0 // how often a page was gone to: only the answer to the last is shown
let isArriving = false // whether that page is to be begun at its heading

// What a control sends.

function collect(control) {
  const { edit, path, role, name, activity, value } = control.dataset
  const body = { edit, about: control.id }
  if (path !== undefined) body.path = JSON.parse(path)
  if (role !== undefined) body.role = role
  if (name !== undefined) body.name = name
  if (activity !== undefined) body.activity = activity
  if ('over' in control.dataset) body.over = true
  if (control.localName === 'form') {
    for (const field of control.querySelectorAll('[data-argument]')) {
      if (field.type !== 'radio' || field.checked) body[field.dataset.argument] = field.value.trim()
    }
  } else if (value !== undefined) {
    body.value = JSON.parse(value)
  } else if (edit === 'pairs') {
    body.value = [...control.querySelectorAll('.pair')].map((pair) =>
      ['[data-key]', '[data-value]'].map((part) => pair.querySelector(part).value.trim()))
  } else if (control.type === 'checkbox') {
    body.value = control.checked
  } else if ('lines' in control.dataset) {
    body.value = control.value.split('\n').map((line) => line.trim()).filter(Boolean)
  } else if ('value' in control && control.localName !== 'button') {
    body.value = control.value.trim()
  }
  return body
}

async function send(control) {
  const body = collect(control)
  if (control.type === 'file') {
    if (!control.files.length) return
    body.text = await control.files[0].text()
    delete body.value
    control.value = ''
  }
  waiting.delete(control.id) // so that it stands last
  waiting.set(control.id, body)
  if (!sending) sendAll()
}

async function sendAll() {
  sending = true
  document.documentElement.dataset.idle = 'false'
  try {
    while (waiting.size) {
      const [[id, body]] = waiting
      waiting.delete(id)
      const before = goings
      const response = await fetch(location.href, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (before === goings) await show(response)
      else await go(location.href, { stay: true })
    }
    connected(true)
  } catch {
    connected(false)
  } finally {
    sending = false
    document.documentElement.dataset.idle = 'true'
  }
}

function connected(is) {
  document.getElementById('connection').hidden = is
}

// The page that came takes the place of this one.

async function show(response) {
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  if (!fresh.body.dataset.address) throw new Error('this is no page')
  if (waiting.size) return // a newer one is to come
  const address = fresh.body.dataset.address
  if (response.ok && address !== decodeURI(location.pathname) && address !== location.pathname) {
    history.replaceState(null, '', address)
  }
  document.title = fresh.title
  adapt(document.documentElement, fresh.documentElement, true)
  adapt(document.body, fresh.body)
}

async function go(address, how = {}) {
  if (how.push) history.pushState(null, '', address)
  isArriving ||= !how.stay
  const going = ++goings
  const response = await fetch(address)
  if (going !== goings) return
  await show(response)
  if (!isArriving) return
  isArriving = false
  scrollTo(0, 0)
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  ;(target || document.getElementById('heading'))?.focus()
}

function adapt(old, fresh, shallow = false) {
  const isAnother = 'argument' in old.dataset && old.defaultValue !== fresh.defaultValue
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !isTheirs(old, name)) old.removeAttribute(name)
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value && !isTheirs(old, name)) old.setAttribute(name, value)
  }
  if (shallow) return
  adaptChildren(old, fresh)
  if (isAnother) old.value = fresh.value // what was typed stays until the server has something else to say
  if (old !== document.activeElement || !isTyped(old)) {
    if ('checked' in old) old.checked = fresh.checked
    if (isTyped(old) && old.value !== fresh.value) old.value = fresh.value
    if (old.localName === 'select' && old.dataset.edit) old.value = fresh.value
  }
}

// What a person opened or typed is left alone.
function isTheirs(element, name) {
  return (name === 'open' && element.localName === 'details') || (name === 'hidden' && element.id === 'connection')
    || (name === 'value' && isTyped(element)) || name === 'data-idle'
}

function isTyped(element) {
  return element.localName === 'textarea'
    || (element.localName === 'input' && element.type === 'text' && !('argument' in element.dataset))
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

// What people do.

function controlOf(target) {
  return target.closest?.('[data-edit]')
}

document.addEventListener('input', ({ target }) => {
  const control = controlOf(target)
  if (control && isTyped(target) && !('late' in control.dataset)) send(control)
})

document.addEventListener('change', ({ target }) => {
  const control = controlOf(target)
  if (control && control.localName !== 'form' && (!isTyped(target) || 'late' in control.dataset)) send(control)
})

document.addEventListener('submit', (event) => {
  event.preventDefault()
  const control = controlOf(event.target)
  if (control) return send(control)
  const asked = `${location.pathname}?${new URLSearchParams(new FormData(event.target))}`
  go(asked, { push: true, stay: true }).catch(() => connected(false))
})

// What could be meant, as it is typed.
document.addEventListener('input', async ({ target }) => {
  if (!target.dataset.complete) return
  const typed = target.value
  const response = await fetch(`${target.dataset.complete}?${new URLSearchParams({ prefix: typed })}`)
  const options = (await response.json()).map((value) => Object.assign(document.createElement('option'), { value }))
  if (typed === target.value) target.list.replaceChildren(...options)
})

document.addEventListener('click', async (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const control = event.target.closest('button[data-edit]')
  if (control && control.type !== 'submit') return send(control)
  const language = event.target.closest('[data-language]')?.dataset.language
  if (language) {
    await fetch('/language', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ language }),
    })
    return go(location.href, { stay: true })
  }
  const link = event.target.closest('a[href]')
  if (!link || link.origin !== location.origin || 'download' in link.dataset || link.hasAttribute('download')) return
  if (link.pathname === location.pathname && link.search === location.search && link.hash) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (target?.localName === 'details') target.open = true
    return
  }
  event.preventDefault()
  go(link.href, { push: true, stay: 'stay' in link.dataset }).catch(() => connected(false))
})

addEventListener('popstate', () => go(location.href, { stay: true }).catch(() => connected(false)))

// Another tab, or the server again after it was away.
const versions = new EventSource('/events')
versions.onmessage = ({ data }) => {
  connected(true)
  if (data !== document.documentElement.dataset.version && !sending) go(location.href, { stay: true })
}
versions.onerror = () => connected(false)
