// Only makes pleasant what already works without it: every page is usable when this file never loads.
import { initAll } from './vendor/govuk-frontend-6.3.0.min.js'

const focusFirst = (scope) => {
  const wanted = scope.querySelector('.govuk-error-summary') ?? scope.querySelector('[data-focus]')
  if (wanted) {
    wanted.setAttribute('tabindex', '-1')
    wanted.focus()
  }
}

// A form that leads away sends once; the server's one-time form key is the real guard.
const sendOnce = (event) => {
  const form = event.target
  if (form.dataset.sent === 'yes') {
    event.preventDefault()
    return
  }
  if (form.method === 'post' && !form.hasAttribute('hx-post')) form.dataset.sent = 'yes'
}

// Coming back with the browser's back button must leave the form usable.
const forgetSent = () => {
  for (const form of document.forms) delete form.dataset.sent
}

initAll()
document.addEventListener('submit', sendOnce)
window.addEventListener('pageshow', forgetSent)
document.addEventListener('htmx:afterSwap', (event) => {
  const scope = event.detail.target
  if (!scope || !scope.isConnected) return
  initAll({ scope })
  focusFirst(scope)
})
// What looks again by itself rests while nobody can see it, and looks at once when it is seen again.
document.addEventListener('htmx:beforeRequest', (event) => {
  if (document.hidden && event.detail.elt.hasAttribute('data-live')) event.preventDefault()
})
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  for (const live of document.querySelectorAll('[data-live]')) window.htmx?.trigger(live, 'sw:look')
})
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-print]')
  if (button) window.print()
})
for (const button of document.querySelectorAll('[data-print]')) button.hidden = false
