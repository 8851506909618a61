// What was typed waits here, in the browser's storage, until the server has taken it: it outlives the tab and the server.

const KEY = 'rolecast-waiting'
const TAB = crypto.getRandomValues(new Uint32Array(2)).join('-')
const MINE_AFTER = 5000 // milliseconds: a tab that is there sends its own within one
const FIELDS = ['set', 'pairs', 'tick', 'customize', 'persona', 'rename']
const FORMS = ['add', 'begin']
let number = 0
let unstored = null // everything, where the storage has no room for it

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

// The next to be sent: this tab's own, and those that another tab has left behind.
export function next() {
  return all().find((each) => each.tab === TAB || (isKept(each) && Date.now() - each.at > MINE_AFTER))
}

// A newer value of the same field takes the place of an older one, and comes last. What was typed before another place
// was gone to stays: it is an edit of its own to undo.
export function add(address, body) {
  const entry = { id: `${TAB}-${++number}`, tab: TAB, at: Date.now(), address, body }
  const isField = FIELDS.includes(body.edit)
  const isOlder = (each) => isField && each.address === address && each.body.about === body.about
    && each.body.spell === body.spell
  keep([...all().filter((each) => !isOlder(each)), entry])
}

// Whether it is kept for a server that does not answer now. What a button does is not: nobody expects it an hour later.
export function isKept({ body }) {
  return FIELDS.includes(body.edit) || FORMS.includes(body.edit)
}

export function drop(entry) {
  keep(all().filter((each) => each.id !== entry.id))
}

// What waits for a role goes on to its new name.
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

// For another address of the same server, and from there.
export function packed() {
  return encodeURIComponent(JSON.stringify(all().filter(isKept)))
}

export function unpack(text) {
  try {
    for (const { address, body } of JSON.parse(decodeURIComponent(text))) add(address, body)
  } catch {
    // an address that somebody has cut short
  }
}
