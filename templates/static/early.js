// First in the body, before anything is drawn: says that scripts run, so that nothing flickers.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}
