import { mistake } from './json.mjs'

/** Methods whose requests a browser sends without a body. */
const BODILESS = ['GET', 'HEAD']

export const hasBody = method => !BODILESS.includes(method)

/**
 * One call as it is sent: `fetch` and the curl line are both made of it.
 *
 * `mistakes` names the inputs that cannot be sent, each with the key of what to say about it.
 */
export function call({ method, path, headers, event }, origin) {
  const mistakes = {}
  const url = target(path, origin)
  if (url === undefined) mistakes.path = { key: 'wrongPath' }
  const sent = []
  for (const [name, value] of headers) {
    const text = value.trim()
    // curl would send the bytes of UTF-8, and a browser refuses.
    if (/[^\x20-\x7e]/.test(text)) mistakes[name] = { key: 'wrongHeader' }
    else if (text !== '') sent.push([name, text])
  }
  let body
  if (hasBody(method) && event.trim() !== '') {
    const detail = mistake(event)
    if (detail !== undefined) mistakes.event = { key: 'wrongEvent', detail }
    body = event
    sent.push(['Content-Type', 'application/json'])
  }
  return { method, url, headers: sent, body, mistakes }
}

/** The address of a path on this very server. */
function target(path, origin) {
  if (!path.startsWith('/') || !URL.canParse(path, origin)) return undefined
  const url = new URL(path, origin)
  if (url.origin !== origin) return undefined
  url.hash = ''
  return url.href
}

/** A word of a POSIX shell that stands for exactly this text. */
export function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The call as a line for a shell. */
export function curl({ method, url, headers, body }) {
  const words = ['curl', '-s']
  // curl takes brackets and braces in an address for a pattern.
  if (/[[\]{}]/.test(url)) words.push('-g')
  if (method === 'HEAD') words.push('-I')
  else if (method !== (body === undefined ? 'GET' : 'POST')) words.push('-X', method)
  words.push(quoted(url))
  for (const [name, value] of headers) words.push('-H', quoted(`${name}: ${value}`))
  // `-d` would read a file for a text that starts with `@`.
  if (body !== undefined) words.push('--data-raw', quoted(body))
  return words.join(' ')
}
