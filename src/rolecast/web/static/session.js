// The session that the printed address opened. The browser stores it for this origin, which includes the port; a cookie
// would be sent to every port of the host.

const KEY = 'rolecast-session'

function kept() {
  return JSON.parse(localStorage.getItem(KEY)) ?? {}
}

export function ask(address, how = {}) {
  return fetch(address, { ...how, headers: { ...how.headers, Authorization: `Bearer ${kept().session}` } })
}

export function post(address, body) {
  return ask(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}

// Opens the session if this is the printed address. Returns whether this address opened it, now or before: then its
// fragment comes from the user who saw the printed address.
export async function logIn() {
  if (location.pathname !== '/login') return false
  const token = new URLSearchParams(location.search).get('token')
  if (kept().token !== token) {
    const response = await post('/login', { token })
    if (response.ok) localStorage.setItem(KEY, JSON.stringify({ ...await response.json(), token }))
  }
  history.replaceState(null, '', `/${location.hash}`)
  return kept().token === token
}
