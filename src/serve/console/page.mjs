import { call, curl, hasBody } from './call.mjs'
import { indented, mistake } from './json.mjs'
import { language, words } from './words.mjs'

/** The ids to begin with; an id that is typed in takes the place of its sample. */
const SAMPLES = {
  'X-WX-OPENID': 'oABCD0123456789_-abcdefghijk',
  'X-WX-FROM-OPENID': 'oOTHER0123456789_-abcdefghij',
  'X-WX-APPID': 'wx0123456789abcdef',
  'X-WX-FROM-APPID': 'wxfedcba9876543210',
  'X-WX-UNIONID': 'o6_bmasdasdsad6_2sgVt7hMZOPx',
  'X-WX-FROM-UNIONID': 'o6_bmasOTHERsad6_2sgVt7hMZOP',
}
const HEADERS = [...Object.keys(SAMPLES), 'X-WX-SOURCE']
const MORE = ['X-WX-ENV', 'X-WX-CLIENT-IP', 'X-WX-CALL-ID', 'X-WX-CLOUDBASE-ACCESS-TOKEN', 'X-WX-FROM-CLOUDBASE-ACCESS-TOKEN']

/** What each kind of caller sends: the headers with an id, and SOURCE. */
const KINDS = {
  local: { ids: [], source: '' },
  own: { ids: ['X-WX-OPENID', 'X-WX-APPID', 'X-WX-UNIONID'], source: 'wx_client' },
  shared: { ids: ['X-WX-APPID', 'X-WX-FROM-OPENID', 'X-WX-FROM-APPID', 'X-WX-FROM-UNIONID'], source: 'wx_client' },
  nobody: { ids: ['X-WX-APPID'], source: 'wx_unknown' },
  timer: { ids: ['X-WX-APPID'], source: 'wx_trigger' },
  chain: { ids: ['X-WX-OPENID', 'X-WX-APPID', 'X-WX-UNIONID'], source: 'wx_client,scf' },
}

/** The most of a reply that is shown, in bytes. */
const SHOWN = 1024 * 1024
/** How often the list of calls is read, in milliseconds. */
const EVERY = 2000
/** How many paths are offered again. */
const PATHS = 20

const $ = id => document.getElementById(id)
const text = words(language(navigator.languages))

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

/* Words */

function say(target, key) {
  target.textContent = text[key]
}

document.documentElement.lang = language(navigator.languages) === 'zh' ? 'zh-CN' : 'en'
document.title = text.title
for (const target of document.querySelectorAll('[data-word]')) say(target, target.dataset.word)

/* Who calls */

function headerField(name) {
  const id = name.toLowerCase()
  const input = element('input', { id, className: 'code', spellcheck: false, autocapitalize: 'off' })
  input.setAttribute('aria-describedby', `${id}-mistake`)
  if (name === 'X-WX-SOURCE') input.setAttribute('list', 'sources')
  input.addEventListener('input', () => {
    if (name in SAMPLES && input.value !== '') SAMPLES[name] = input.value
  })
  const wrong = element('p', { id: `${id}-mistake`, className: 'mistake' })
  wrong.setAttribute('role', 'alert')
  return element('div', {}, element('label', { htmlFor: id, textContent: name }), input, wrong)
}

$('headers').append(...HEADERS.map(headerField))
$('more').append(...MORE.map(headerField))

function choose(kind) {
  const { ids, source } = KINDS[kind]
  for (const name in SAMPLES) $(name.toLowerCase()).value = ids.includes(name) ? SAMPLES[name] : ''
  $('x-wx-source').value = source
  say($('kind-note'), `${kind}Note`)
}

for (const radio of $('form').elements.kind) radio.addEventListener('change', () => choose(radio.value))

/* The call */

function current() {
  const headers = [...HEADERS, ...MORE].map(name => [name, $(name.toLowerCase()).value])
  return call({ method: $('method').value, path: $('path').value, headers, event: $('event').value }, location.origin)
}

function mark(id, wrong) {
  const said = wrong ? [text[wrong.key], wrong.detail].filter(Boolean).join(' ') : ''
  if ($(`${id}-mistake`).textContent !== said) $(`${id}-mistake`).textContent = said
  if (wrong) $(id).setAttribute('aria-invalid', 'true')
  else $(id).removeAttribute('aria-invalid')
}

/** Shows what the form makes of the call; gives the call. */
function update() {
  const made = current()
  for (const id of ['path', 'event']) mark(id, made.mistakes[id])
  for (const name of [...HEADERS, ...MORE]) mark(name.toLowerCase(), made.mistakes[name])
  const withEvent = hasBody($('method').value)
  $('event').disabled = !withEvent
  $('event-note').hidden = withEvent
  const isWhole = Object.keys(made.mistakes).length === 0
  $('curl').textContent = isWhole ? curl(made) : text.curlNone
  $('copy').disabled = !isWhole
  $('copied').textContent = ''
  return isWhole ? made : undefined
}

$('form').addEventListener('input', update)
$('form').addEventListener('change', update)

$('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText($('curl').textContent)
    say($('copied'), 'copied')
  } catch {
    getSelection().selectAllChildren($('curl'))
    say($('copied'), 'notCopied')
  }
})

/* The reply */

let sending

async function send() {
  const made = update()
  if (!made) {
    document.querySelector('[aria-invalid]').focus()
    return
  }
  sending?.abort()
  const own = (sending = new AbortController())
  remember($('path').value)
  $('outcome').className = ''
  say($('outcome'), 'replyWaiting')
  $('reply').hidden = true
  const start = performance.now()
  try {
    // As curl sends it: no cookies, no cache, no redirect.
    const response = await fetch(made.url, {
      method: made.method,
      headers: made.headers,
      body: made.body,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual',
      signal: own.signal,
    })
    await show(response, start, own.signal)
  } catch {
    if (own.signal.aborted) return
    $('outcome').className = 'bad'
    say($('outcome'), 'failed')
  }
  await readCalls()
}

/** Shows a reply as it comes in: one that never ends is shown too. */
async function show(response, start, signal) {
  if (response.type === 'opaqueredirect') {
    say($('outcome'), 'redirect')
    return
  }
  const [decoder, reader] = [new TextDecoder(), response.body?.getReader()]
  const type = response.headers.get('content-type') ?? ''
  // The form starts with GET, which a route need not have.
  const other = response.status === 405 ? response.headers.get('allow')?.replaceAll(/\s*,\s*/g, ', ') : undefined
  let [body, bytes, cut] = ['', 0, false]
  const outcome = () => {
    const parts = [`${response.status} ${response.statusText}`.trim(), `${Math.round(performance.now() - start)} ms`, size(bytes), type]
    $('outcome').className = response.ok ? 'good' : 'bad'
    const note = other ? `${text.otherMethod} ${other}` : cut ? text.replyCut : body === '' ? text.replyEmpty : ''
    $('outcome').textContent = [...parts, note].filter(Boolean).join(' · ')
  }
  while (reader && !cut) {
    const { done, value } = await reader.read()
    if (done || signal.aborted) break
    cut = bytes + value.length > SHOWN
    body += decoder.decode(value.subarray(0, SHOWN - bytes), { stream: true })
    bytes += value.length
    reveal(body)
    outcome()
  }
  if (cut) await reader.cancel()
  if (signal.aborted) return
  if (!cut && body !== '' && mistake(body) === undefined) reveal(indented(body))
  outcome()
}

function reveal(body) {
  $('reply').textContent = body
  $('reply').hidden = false
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`
}

/** Offers the path again, in this page alone. */
function remember(path) {
  const others = [...$('paths').options].map(option => option.value).filter(value => value !== path)
  $('paths').replaceChildren(...[path, ...others].slice(0, PATHS).map(value => element('option', { value })))
}

$('form').addEventListener('submit', event => {
  event.preventDefault()
  send()
})
document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  send()
})

/* The last calls */

let token = document.querySelector('meta[name="wxctx-token"]').content
let shown

async function readCalls() {
  try {
    let answer = await fetch('/_wxctx/calls', { headers: { 'X-Wxctx-Console': token } })
    if (answer.status === 403) {
      // The server was started anew, and so was its token.
      const page = await (await fetch('/_wxctx')).text()
      token = page.match(/name="wxctx-token" content="(\w+)"/)[1]
      answer = await fetch('/_wxctx/calls', { headers: { 'X-Wxctx-Console': token } })
    }
    const list = await answer.text()
    if (list !== shown) showCalls(JSON.parse(list).calls)
    shown = list
    $('calls-state').textContent = ''
  } catch {
    say($('calls-state'), 'callsStale')
  }
}

function showCalls(calls) {
  const cell = (textContent, className = '') => element('td', { textContent, className })
  const rows = calls.map(({ time_ms, method, route, status, duration_us, caller, origin, code, reason }) => {
    const refusal = element('td', { className: 'reason' })
    if (code) refusal.append(element('code', { textContent: code }), ` ${reason}`)
    return element(
      'tr',
      {},
      cell(new Date(time_ms).toLocaleTimeString(document.documentElement.lang, { hour12: false })),
      cell(method, 'code'),
      cell(route ?? '–', 'code'),
      cell(status, status < 400 ? 'good' : 'bad'),
      cell(`${(duration_us / 1000).toFixed(1)} ms`, 'number'),
      cell(caller ?? '–', 'code'),
      cell(origin ?? '–', 'code'),
      refusal,
    )
  })
  const nothing = element('tr', {}, element('td', { colSpan: 8, className: 'note', textContent: text.callsNone }))
  $('calls').replaceChildren(...(rows.length > 0 ? rows : [nothing]))
}

/** Reads the list for as long as somebody looks at it. */
async function watch() {
  if (document.visibilityState === 'visible') await readCalls()
  setTimeout(watch, EVERY)
}

document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && readCalls())
choose($('form').elements.kind.value)
update()
watch()
