// A form that is sent while there is no network: a log is kept on this phone and sent later, once; what is about danger
// is never kept aside, and says so loudly. Without this file such a form is lost with its page, as anywhere else.
//
// What is kept is encrypted. The key is made of a secret of this phone, which no script can read out again, and of one
// that the server gives to the person who is signed in: whoever signs in here after them can do nothing with it.
import { allKept, forget, keep, open } from './keeping.js'

const ASKED_AT_MOST = 6000
const AGAIN_AFTER = 15000

const panel = document.querySelector('[data-offline-panel]')
const form = document.querySelector('form[data-offline]')
const { owner = '', secret = '', days = '0' } = panel?.dataset ?? {}

let isReached = false
let isAsking = false
let isSending = false

const show = (state, href = '') => {
  panel.hidden = false
  for (const part of panel.querySelectorAll('[data-when]')) {
    part.hidden = !part.dataset.when.split(' ').includes(state)
    if (href && part.href) part.href = href
  }
  panel.dataset.state = state
  panel.focus({ preventScroll: true })
  panel.scrollIntoView({ block: 'start' })
}

const ask = (address, options = {}) =>
  fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(ASKED_AT_MOST), ...options })

const reaches = async () => {
  if (!navigator.onLine) return false
  return ask('/static/logo.svg', { method: 'HEAD' }).then(() => true, () => false)
}

// Sent before, or about somebody who is in no danger: then it may wait.
const cannotWait = (fields, submitter) =>
  form.dataset.offline !== 'keep' ||
  (!fields.has('sent') && (fields.get('worry') === 'now' || submitter?.value === 'now'))

const keepHere = async (submitter) => {
  const fields = new FormData(form, submitter)
  if (cannotWait(fields, submitter)) return show('loud')
  // Without a key there is nothing to keep it with, and it is not said to be kept.
  const said = { action: form.getAttribute('action'), pairs: [...fields] }
  await keep({ owner, secret, path: form.dataset.draft, said }).then(
    () => show('kept'),
    () => show('lost'),
  )
}

// Before the browser leaves the page: is there anybody to send it to?
const beforeSending = async (event) => {
  const { submitter } = event
  if (event.target !== form || isReached || submitter?.getAttribute('formaction')) return
  event.preventDefault()
  event.stopImmediatePropagation()
  if (isAsking || isSending) return
  isAsking = true
  // A fault of this script never keeps anybody from sending.
  isReached = await reaches().catch(() => true)
  isAsking = false
  if (!isReached) return keepHere(submitter)
  form.requestSubmit(submitter)
  // Stopped by what is wrong with the form: the next press asks again.
  isReached = false
}

// The page of the form as it is now, for the token of this sign-in: null when somebody has to sign in first.
const freshForm = async (path) => {
  const answer = await ask(path, { headers: { 'hx-request': 'true' } })
  if (answer.status === 401) return null
  if (!answer.ok) throw new Error('no form')
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const isOwn = page.querySelector('[data-offline-panel]')?.dataset.owner === owner
  return isOwn ? page.querySelector('form[data-offline]') : null
}

// Not taken as it is: the form stands open with what was typed and what is wrong, and the server keeps the draft.
const openAgain = async (one, answer, fields) => {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  fields.set('draft_seen', '')
  const saved = await ask('/drafts', { method: 'POST', body: new URLSearchParams(fields) })
  if (saved.ok) await forget(one.id)
  document.title = page.title
  document.querySelector('main').replaceWith(page.querySelector('main'))
  document.querySelector('.govuk-error-summary, main h1')?.scrollIntoView({ block: 'start' })
}

const send = async (one) => {
  const said = await open(one, secret)
  const fresh = await freshForm(one.path)
  if (fresh === null) return show('signed-out', `/sign-ins/new?to=${one.path}`)
  const fields = new FormData()
  for (const [name, typed] of said.pairs) fields.append(name, typed)
  fields.set('csrf_token', fresh.elements.csrf_token.value)
  const answer = await ask(said.action, { method: 'POST', body: new URLSearchParams(fields) })
  if (answer.redirected && answer.ok) {
    await forget(one.id)
    if (one.path === form?.dataset.draft) {
      form.dataset.sent = 'yes'
      form.hidden = true
    }
    return show('sent', answer.url)
  }
  if (answer.status === 409 || answer.status === 422) return openAgain(one, answer, fields)
  return show(answer.status === 403 ? 'signed-out' : 'kept', `/sign-ins/new?to=${one.path}`)
}

// The same form key each time: whatever was cut off on the way, the server takes it once.
const sendAll = async () => {
  if (isSending) return
  isSending = true
  try {
    for (const one of await allKept(owner, Number(days))) {
      if (!(await reaches())) return show('kept')
      show('sending')
      await send(one).catch(() => show('kept'))
    }
  } finally {
    isSending = false
  }
}

if (panel) {
  window.addEventListener('submit', beforeSending, { capture: true })
}
if (owner) {
  window.addEventListener('online', sendAll)
  setInterval(() => panel.dataset.state === 'kept' && sendAll(), AGAIN_AFTER)
  sendAll()
}
