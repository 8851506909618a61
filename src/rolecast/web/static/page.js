// The server renders pages from the draft. A control with data-edit posts its value to the page's own address, and the
// response, the new page, is merged into this one. Edits that were not accepted yet are stored in the browser.

import { adapt, hasGap, isTyped } from './adapting.js'
import { connection, tell, troubled } from './connection.js'
import { ask, logIn, post } from './session.js'
import * as waiting from './waiting.js'
import './filter.js'

const LOOK_EVERY = 1000 // milliseconds
const LOOK_FOR = 10_000
const FIELDS = 'input, textarea, select, button, summary, [tabindex]'
let sending = false
let goings = 0 // how often a page was gone to: only the answer to the last is shown
let destination = location.href // the target of the last navigation
let isArriving = false // whether to focus that page's heading
let spell = Date.now() // identifies a stretch of typing in one place, which is undone as one edit
let place = null // that place
let offered = {} // a file to replace the draft, once confirmed
let renamings = [] // of roles, since the displayed page was rendered

// The edit of a control.

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
  if (edit === 'open') Object.assign(body, offered)
  if (isTyped(control) || edit === 'pairs') body.spell = spell
  return renamings.reduce((sent, [role, to]) => waiting.renamed(sent, role, to), body)
}

function send(control) {
  waiting.add(location.pathname + location.search, collect(control))
  sendAll()
}

async function sendAll() {
  if (sending) return
  sending = true
  document.documentElement.dataset.idle = 'false'
  try {
    for (let entry = waiting.next(); entry && await sendOne(entry);) entry = waiting.next()
  } finally {
    sending = false
    document.documentElement.dataset.idle = 'true'
  }
}

// Sends one edit. Returns whether to continue with the next: not if the server is unavailable.
async function sendOne(entry) {
  const before = goings
  const response = await post(entry.address, entry.body).catch(() => null)
  const outcome = response?.headers.get('Rolecast-Edit')
  if (!outcome) return lose(response?.status === 403 ? 'ended' : 'away')
  connection('')
  waiting.drop(entry)
  const { edit, role, value } = entry.body
  if (outcome === 'taken' && edit === 'rename') {
    renamings.push([role, value])
    waiting.rename(role, value)
  }
  const page = await pageOf(response)
  const isHere = entry.address === location.pathname + location.search && before === goings
  const isWhole = response.status < 500
  if (outcome === 'taken') troubled(isWhole ? '' : 'unshown')
  else if (outcome === 'failed') troubled('failed')
  else if (!isHere || !page) troubled('refused', page?.querySelector('[id$=":refused:faults"]')?.textContent)
  if (waiting.next() || !isWhole) return true // a newer page will follow, or there is none
  if (!isHere || !page) {
    await go(destination, { stay: true })
    return true
  }
  show(page, response.ok)
  if (edit === 'remove') begin()
  return true
}

// The server is unavailable. Keeps edits of fields, and drops those of buttons.
function lose(state) {
  connection(state)
  const undone = waiting.all().filter((each) => !waiting.isKept(each))
  undone.forEach(waiting.drop)
  if (undone.length) troubled('undone')
  return false
}

// Replaces this page by the new one.

async function pageOf(response) {
  const text = await response.text().catch(() => '')
  const fresh = new DOMParser().parseFromString(text, 'text/html')
  return fresh.body.dataset.address ? fresh : null
}

function show(fresh, isThere = true) {
  const address = fresh.body.dataset.address
  if (isThere && address !== decodeURI(location.pathname) && address !== location.pathname) {
    history.replaceState(null, '', address)
  }
  renamings = []
  document.title = fresh.title
  adapt(document.documentElement, fresh.documentElement, true)
  adapt(document.body, fresh.body)
  tell()
}

async function go(address, { push = false, stay = false } = {}) {
  isArriving ||= !stay
  const going = ++goings
  destination = new URL(address, location.href).href
  let response
  try {
    response = await ask(address)
  } catch {
    if (going === goings) arrive(null, 'away')
    return
  }
  if (response.headers.get('Content-Disposition')) {
    if (going === goings) destination = location.href
    return save(response)
  }
  const page = await pageOf(response)
  if (going !== goings) return
  arrive(page, page ? '' : response.status === 403 ? 'ended' : 'away', push && address, response.ok)
}

function arrive(page, state, address, isThere) {
  connection(state)
  if (page) {
    if (address) history.pushState(null, '', address)
    show(page, isThere)
  }
  destination = location.href
  if (!isArriving) return
  isArriving = false
  if (page) begin()
}

// Moves to the heading, or to the element that the address names.
function begin() {
  scrollTo(0, 0)
  const id = decodeURIComponent(location.hash.slice(1))
  const target = document.getElementById(id) ?? document.getElementById(`${id}:control`)
  if (target) open(target)
  target?.scrollIntoView({ block: 'center' })
  const first = (what) => target?.querySelector(what)
  const field = target?.matches(FIELDS) ? target : first(':scope > summary') ?? first(':checked') ?? first(FIELDS)
  ;(field || document.getElementById('heading'))?.focus()
}

// Opens the elements that contain the target of a link.
function open(target) {
  for (let part = target; part; part = part.parentElement?.closest('details')) {
    if (part.localName === 'details') part.open = true
  }
}

async function save(response) {
  const name = /filename\*=UTF-8''(.*)/.exec(response.headers.get('Content-Disposition'))?.[1] ?? ''
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = decodeURIComponent(name)
  link.click()
  URL.revokeObjectURL(link.href)
}

// Events.

function controlOf(target) {
  return target.closest?.('[data-edit]')
}

document.addEventListener('focusin', ({ target }) => {
  const entered = target.closest('.pair') ?? target
  if (entered !== place) spell += 1
  place = entered
})

document.addEventListener('input', ({ target }) => {
  const control = controlOf(target)
  if (!control || !isTyped(target)) return
  if ('late' in control.dataset) document.getElementById(`${control.id}:refused:faults`)?.replaceChildren()
  else send(control)
})

document.addEventListener('change', ({ target }) => {
  const control = controlOf(target)
  if (target.type === 'file') return offer(target)
  if (control && control.localName !== 'form' && (!isTyped(target) || 'late' in control.dataset)) send(control)
})

document.addEventListener('focusout', ({ target, relatedTarget }) => {
  const control = controlOf(target)
  if (control && 'new' in control.dataset) {
    const { edit, about, path } = { ...collect(control), edit: 'visit' }
    waiting.add(location.pathname + location.search, { edit, about, path })
    sendAll()
  }
  if (control?.dataset.edit === 'pairs' && !control.contains(relatedTarget) && hasGap(control)) {
    go(location.href, { stay: true })
  }
})

document.addEventListener('submit', (event) => {
  event.preventDefault()
  const control = controlOf(event.target)
  if (control) return send(control)
  if (event.target.id === 'denial') return explain(event.target)
  if (event.target.id === 'elsewhere') return goElsewhere(event.target.querySelector('input'))
  const asked = `${location.pathname}?${new URLSearchParams(new FormData(event.target))}`
  go(asked, { push: true, stay: true })
})

// A message may contain secrets: it is not put into an address, and only the server's answer is shown.
async function explain(form) {
  const response = await post('/denials', { message: form.querySelector('textarea').value }).catch(() => null)
  if (!response?.ok) return
  const made = new DOMParser().parseFromString(await response.text(), 'text/html')
  document.getElementById('denial-answer')?.replaceChildren(...made.body.childNodes)
}

// Suggestions while typing.
document.addEventListener('input', async ({ target }) => {
  if (!target.dataset.complete) return
  const typed = target.value
  const response = await ask(`${target.dataset.complete}?${new URLSearchParams({ prefix: typed })}`).catch(() => null)
  if (!response?.ok || typed !== target.value) return
  const options = (await response.json()).map((value) => Object.assign(document.createElement('option'), { value }))
  target.list.replaceChildren(...options)
})

document.addEventListener('click', async (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const control = event.target.closest('button[data-edit]')
  if (control && control.type !== 'submit') send(control)
  if (event.target.closest('[data-close]')) event.target.closest('dialog').close()
  if (event.target.closest('[data-dismiss]')) troubled('')
  const language = event.target.closest('[data-language]')?.dataset.language
  if (language) {
    await post('/language', { language }).catch(() => null)
    return go(location.href, { stay: true })
  }
  const link = event.target.closest('a[href]')
  if (!link || link.origin !== location.origin) return
  if (link.pathname === location.pathname && link.search === location.search && link.hash) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (target) open(target)
    return
  }
  event.preventDefault()
  go(link.href, { push: true, stay: 'stay' in link.dataset })
})

addEventListener('popstate', () => go(location.href, { stay: true }))

// Detects changes by other tabs, and a server that is available again.

async function look() {
  clearTimeout(look.next)
  let state = 'away'
  let version
  try {
    const response = await ask('/version', { signal: AbortSignal.timeout(LOOK_FOR) })
    if (response.ok) [state, version] = ['', await response.text()]
    else if (response.status === 403) state = 'ended'
  } catch {
    // the server is away
  }
  if (!sending) {
    connection(state)
    if (!state && waiting.next()) await sendAll()
    else if (!state && version !== document.documentElement.dataset.version) await go(location.href, { stay: true })
  }
  look.next = setTimeout(look, LOOK_EVERY)
}

document.addEventListener('visibilitychange', () => document.hidden || look())

// Reads the chosen file: the browser gives its name and text, but not its path. Asks whether to replace the draft.
async function offer(field) {
  const [file] = field.files
  if (!file) return
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    offered = { text, name: file.name }
  } catch {
    return troubled('unreadable', file.name)
  } finally {
    field.value = ''
  }
  const dialog = document.getElementById('replacing')
  dialog.querySelector('[data-name]').textContent = file.name
  dialog.showModal()
}

// Goes to the server at another address, with waiting edits. Accepts only the printed address, which has the token.
function goElsewhere(field) {
  const address = URL.parse(field.value.trim())
  const isOfThisMachine = address?.protocol === 'http:' && address.hostname === location.hostname
  field.setCustomValidity(isOfThisMachine && address.pathname === '/login' ? '' : field.dataset.refusal)
  if (field.reportValidity()) location.href = `${address.href}#${waiting.packed()}`
}

const isTheirs = await logIn().catch(() => false)
if (isTheirs && location.hash) {
  waiting.unpack(location.hash.slice(1))
  history.replaceState(null, '', location.pathname)
}
await go(location.href, { stay: !location.hash })
look()
