// Messages about the connection to the server, and about edits that the server has not accepted.

import { all } from './waiting.js'

let state = '' // or `away` if the server does not respond, or `ended` if it does not know the session
let trouble = '' // the name of the message about a failure; `reason` is the reason
let reason = ''

export function connection(is) {
  state = is
  tell()
}

export function troubled(by, why = '') {
  trouble = by
  reason = why
  tell()
}

export function tell() {
  const count = all().length
  const isPage = 'address' in document.body.dataset
  const said = [state === 'ended' && !isPage ? 'unknown' : state, trouble]
  if (state && count) said.push('kept')
  if (state && isPage) said.push(count ? 'elsewhere' : 'taken')
  const banner = document.getElementById('connection')
  for (const part of banner.querySelectorAll('[data-when]')) {
    show(part, part.dataset.when.split(' ').some((name) => said.includes(name)))
  }
  for (const place of banner.querySelectorAll('[data-count]')) write(place, place.dataset.count.replace('#', count))
  for (const place of banner.querySelectorAll('[data-reason]')) write(place, reason)
  show(banner, Boolean(state || trouble))
}

function show(element, is) {
  if (element.hidden === is) element.hidden = !is
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}
