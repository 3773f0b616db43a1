// Keeps what is typed on the server while it is typed. Without this file the button "Save and finish later" does it.
const AFTER_TYPING = 1000
const AT_LEAST_EVERY = 8000

const form = document.querySelector('form[data-draft]')
const said = form?.querySelector('[data-draft-said]')
const door = form?.querySelector('[data-draft-sign-in]')

let isTyped = false
let isAlone = true
let isCut = false
let running = null
let timer = null
let typedSince = 0

const say = (text, isTrouble = false) => {
  if (!said) return
  said.textContent = text
  said.classList.toggle('sw-draft__said--trouble', isTrouble)
}

const send = (isLeaving) => {
  const fields = new URLSearchParams(new FormData(form))
  const headers = { 'hx-request': 'true', 'x-csrf-token': form.elements.csrf_token.value }
  return fetch('/drafts', { method: 'POST', body: fields, headers, keepalive: isLeaving, redirect: 'error' })
}

// Signed in again in another window: the same form goes on with the token of the new sign-in. Only for the same person.
const renew = async () => {
  const answer = await fetch(form.dataset.draft, { headers: { 'hx-request': 'true' } })
  if (!answer.ok) return false
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = page.querySelector('form[data-draft]')
  if (!fresh || fresh.dataset.author !== form.dataset.author) return false
  const token = fresh.elements.csrf_token.value
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token
  document.body.setAttribute('hx-headers', JSON.stringify({ 'x-csrf-token': token }))
  return true
}

const answered = async (first) => {
  const answer = first.status === 403 && (await renew()) ? await send(false) : first
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    door.hidden = true
    isCut = false
    say(page.body.textContent.trim())
  } else if (answer.status === 409) {
    isAlone = false
    say(said.dataset.elsewhere, true)
  } else {
    isTyped = true
    isCut = answer.status === 403
    door.hidden = !isCut
    say(isCut ? said.dataset.signedOut : said.dataset.lost, true)
  }
}

const save = () => {
  clearTimeout(timer)
  timer = null
  if (!isTyped || !isAlone || running || form.dataset.sent === 'yes') return
  isTyped = false
  typedSince = 0
  running = send(false)
    .then(answered)
    .catch(() => {
      isTyped = true
      isCut = true
      say(said.dataset.lost, true)
    })
    .finally(() => {
      running = null
      if (isTyped && !timer) timer = setTimeout(save, AT_LEAST_EVERY)
    })
}

const typed = () => {
  isTyped = true
  typedSince ||= Date.now()
  clearTimeout(timer)
  timer = setTimeout(save, Date.now() - typedSince > AT_LEAST_EVERY ? 0 : AFTER_TYPING)
}

// What is sent waits for what is being saved: otherwise a draft could be left behind by a form that was taken.
// Nor is it sent into nowhere: while nothing can be saved the page stays, with all that was typed and why.
const waitFirst = (event) => {
  if (event.target !== form) return
  if (isCut && isTyped) save()
  if (!running) return
  event.preventDefault()
  event.stopImmediatePropagation()
  running.finally(() => {
    if (!isCut) form.requestSubmit(event.submitter)
    else if (door.hidden) said.scrollIntoView({ block: 'center' })
    else door.focus()
  })
}

// Closed, or put away on a phone: what was typed in the last second is still on its way.
const leave = () => {
  if (document.visibilityState !== 'hidden') {
    if (isTyped) save()
    return
  }
  if (!isTyped || !isAlone || form.dataset.sent === 'yes') return
  isTyped = false
  send(true).catch(() => {
    isTyped = true
  })
}

if (form && said) {
  form.addEventListener('input', typed)
  form.addEventListener('change', typed)
  document.addEventListener('submit', waitFirst, { capture: true })
  document.addEventListener('visibilitychange', leave)
}
