// What one person wrote on this phone while there was no network, encrypted. Nothing else is ever kept in a browser.
const DATABASE = 'stepwise'
const [KEPT, SECRETS, OF_THIS_PHONE] = ['kept', 'secrets', 'phone']
const MS_OF_A_DAY = 86_400_000

const text = new TextEncoder()
let opened = null

const database = () => {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(KEPT, { keyPath: 'id' })
      asked.result.createObjectStore(SECRETS)
    }
    asked.onsuccess = () => {
      // Signed out in another window: everything was erased, and what is written from now on needs a new one.
      asked.result.onclose = () => {
        opened = null
      }
      resolve(asked.result)
    }
    asked.onerror = () => reject(asked.error)
  })
  return opened
}

// Done only when it is written, not when it was asked for.
const inStore = async (name, mode, act) => {
  const transaction = (await database()).transaction(name, mode)
  const asked = act(transaction.objectStore(name))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result)
    transaction.onerror = transaction.onabort = () => reject(transaction.error)
  })
}

// Never given out again, not even to our own scripts: `extractable` is false.
const secretOfThisPhone = async () => {
  const known = await inStore(SECRETS, 'readonly', (store) => store.get(OF_THIS_PHONE))
  if (known) return known
  const made = await crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), 'HKDF', false, ['deriveKey'])
  await inStore(SECRETS, 'readwrite', (store) => store.put(made, OF_THIS_PHONE))
  return made
}

const keyOf = async (secret, owner) => {
  const asked = { name: 'HKDF', hash: 'SHA-256', salt: text.encode(secret), info: text.encode(owner) }
  const kind = { name: 'AES-GCM', length: 256 }
  return crypto.subtle.deriveKey(asked, await secretOfThisPhone(), kind, false, ['encrypt', 'decrypt'])
}

export const keep = async ({ owner, secret, path, said }) => {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const key = await keyOf(secret, owner)
  const packed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text.encode(JSON.stringify(said)))
  const one = { id: `${owner} ${path}`, owner, path, at: Date.now(), iv, packed }
  await inStore(KEPT, 'readwrite', (store) => store.put(one))
}

export const open = async (one, secret) => {
  const key = await keyOf(secret, one.owner)
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: one.iv }, key, one.packed)
  return JSON.parse(new TextDecoder().decode(plain))
}

export const forget = (id) => inStore(KEPT, 'readwrite', (store) => store.delete(id))

// What this person has kept here; what is too old is erased, whoever wrote it.
export const allKept = async (owner, days) => {
  const found = await inStore(KEPT, 'readonly', (store) => store.getAll())
  const isOld = (one) => Date.now() - one.at > days * MS_OF_A_DAY
  for (const one of found.filter(isOld)) await forget(one.id)
  return found.filter((one) => !isOld(one) && one.owner === owner)
}
