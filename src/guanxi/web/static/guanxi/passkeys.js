// Passkeys: between the forms of the server and the browser's own dialogue. No script stands in the page itself.

const bytes = (text) => {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0))
}

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

// What the server writes as base64url the browser wants as bytes.
const opened = (options) => {
  const known = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }))
  const given = { ...options, challenge: bytes(options.challenge) }
  if (options.user) given.user = { ...options.user, id: bytes(options.user.id) }
  if (options.allowCredentials) given.allowCredentials = known(options.allowCredentials)
  if (options.excludeCredentials) given.excludeCredentials = known(options.excludeCredentials)
  return given
}

const sealed = (credential) => {
  const response = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (credential.response[name]) response[name] = text(credential.response[name])
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports()
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    response,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults()
  })
}

const optionsInPage = (form) => JSON.parse(form.querySelector('#passkey-options').textContent)

const ways = {
  // The challenge comes with the press of the button: a sign-in page may have been open for hours.
  'sign-in': async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error(`no challenge: ${answer.status}`)
    const { request_options: options } = await answer.json()
    return navigator.credentials.get({ publicKey: opened(options.publicKey) })
  },
  confirm: async (form) => {
    const { request_options: options } = optionsInPage(form)
    return navigator.credentials.get({ publicKey: opened(options.publicKey) })
  },
  add: async (form) => {
    const { creation_options: options } = optionsInPage(form)
    const publicKey = opened(options.publicKey)
    // Kept on the device where it can be, so that it signs in without a name.
    publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, residentKey: 'preferred' }
    delete publicKey.authenticatorSelection.requireResidentKey
    return navigator.credentials.create({ publicKey })
  }
}

const trouble = { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known' }

const tell = (form, error) => {
  const place = form.querySelector('[data-trouble]')
  place.querySelector('span').textContent = place.dataset[trouble[error.name] ?? 'failed']
  place.hidden = false
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) continue
  form.hidden = false
  form.querySelector('[data-without-passkeys]')?.remove()
  const button = form.querySelector('button')
  button.disabled = false
  let isSealed = false
  form.addEventListener('submit', async (event) => {
    if (isSealed) return
    event.preventDefault()
    form.querySelector('[data-trouble]').hidden = true
    button.setAttribute('aria-busy', 'true')
    try {
      form.elements.credential.value = sealed(await ways[form.dataset.passkey](form))
      isSealed = true
      form.requestSubmit()
    } catch (error) {
      tell(form, error)
    } finally {
      button.removeAttribute('aria-busy')
    }
  })
}
