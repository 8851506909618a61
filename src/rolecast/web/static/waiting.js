// Stores edits in the browser until the server accepts them, so that they survive the tab and the server.

const KEY = 'rolecast-waiting'
const TAB = crypto.getRandomValues(new Uint32Array(2)).join('-')
const MINE_AFTER = 5000 // milliseconds: an open tab sends its own within one second
const FIELDS = ['set', 'pairs', 'select', 'customize', 'persona', 'rename']
const FORMS = ['add', 'begin']
let number = 0
let unstored = null // all edits, if the storage is full

export function all() {
  if (unstored) return unstored
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? []
  } catch {
    return []
  }
}

function keep(entries) {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries))
    unstored = null
  } catch {
    unstored = entries
  }
}

// The next edit to send: this tab's own, or one that a closed tab has left.
export function next() {
  return all().find((each) => each.tab === TAB || (isKept(each) && Date.now() - each.at > MINE_AFTER))
}

// A new value of a field replaces an older one of the same stretch of typing, and comes last. An edit from before the
// user went to another field is kept: it is undone separately.
export function add(address, body) {
  const entry = { id: `${TAB}-${++number}`, tab: TAB, at: Date.now(), address, body }
  const isField = FIELDS.includes(body.edit)
  const isOlder = (each) => isField && each.address === address && each.body.about === body.about
    && each.body.spell === body.spell
  keep([...all().filter((each) => !isOlder(each)), entry])
}

// Whether an edit is kept while the server is unavailable. Those of buttons are not: nobody expects them an hour later.
export function isKept({ body }) {
  return FIELDS.includes(body.edit) || FORMS.includes(body.edit)
}

export function drop(entry) {
  keep(all().filter((each) => each.id !== entry.id))
}

// Changes the name of a role in waiting edits.
export function rename(role, to) {
  keep(all().map((each) => ({ ...each, body: renamed(each.body, role, to) })))
}

export function renamed(body, role, to) {
  const isOfRole = body.path?.[0] === 'roles' && body.path[1] === role
  return {
    ...body,
    ...body.role === role && body.edit !== 'add' && { role: to },
    ...isOfRole && { path: ['roles', to, ...body.path.slice(2)] },
  }
}

// The waiting edits, to be sent to the server at another address; and back.
export function packed() {
  return encodeURIComponent(JSON.stringify(all().filter(isKept)))
}

export function unpack(text) {
  try {
    for (const { address, body } of JSON.parse(decodeURIComponent(text))) add(address, body)
  } catch {
    // a truncated address
  }
}
