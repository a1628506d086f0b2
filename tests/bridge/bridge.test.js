'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const http = require('node:http')
const os = require('node:os')
const path = require('node:path')
const { test } = require('node:test')
const { setTimeout: sleep } = require('node:timers/promises')
const { Instance } = require('./instance.js')

const ALICE = { WX_OPENID: 'oABCD0123456789_-abcdefghijk', WX_APPID: 'wx0123456789abcdef', WX_UNIONID: 'o6_bmasdasdsad6_2sgVt7hMZOPx' }
const BOB = { WX_OPENID: 'oOTHER0123456789_-abcdefghij', WX_APPID: 'wx0123456789abcdef' }

/** A call's variables, as the platform's were seen. */
function variables (user, source = 'wx_client') {
  const named = { ...user, WX_CLIENTIP: '203.0.113.7', WX_CLIENTIPV6: '::ffff:203.0.113.7', WX_API_TOKEN: 'a-token-of-this-call==' }
  const more = { TCB_ENV: 'prod-1a2b3c', TCB_SEQID: '1700000000000_0.5', TRIGGER_SRC: 'tcb', TCB_SESSIONTOKEN: 'a-session-token', TCB_SOURCE: source }
  return { ...named, WX_CONTEXT_KEYS: Object.keys(named).join(','), ...more, TCB_CONTEXT_KEYS: Object.keys(more).join(',') }
}
const environment = (user, source) => ({ environment: JSON.stringify(variables(user, source)) })
const environ = (user, source) => ({ environ: Object.entries(variables(user, source)).map(([name, value]) => `${name}=${value}`).join(';') })
const timer = { environment: JSON.stringify({ TCB_ENV: 'prod-1a2b3c', TRIGGER_SRC: 'timer' }) }
const WIRES = { environment, environ }

/** What HTTP access sends: docs.cloudbase.net/service/access-cloud-function. */
const httpEvent = (more = {}) => ({
  path: '/http/items',
  httpMethod: 'GET',
  headers: { host: 'example.app.tcloudbase.com', accept: '*/*' },
  queryStringParameters: {},
  requestContext: { requestId: 'r', envId: 'prod-1a2b3c', appId: 1, uin: 1 },
  body: '',
  isBase64Encoded: false,
  ...more
})

/** A test with an instance of its own, in whose logs nothing of a call may be. */
function instance (name, options, run) {
  if (!run) [options, run] = [{}, options]
  test(name, { timeout: 60000 }, async () => {
    const instance = new Instance(options)
    try {
      await run(instance)
      for (const hidden of [...Object.values(ALICE), ...Object.values(BOB), '203.0.113.7', 'a-token-of-this-call', 'a-session-token', 'word-of-the-event']) {
        assert(!instance.log.includes(hidden), `${hidden} is in the log:\n${instance.log}`)
      }
    } finally {
      await instance.end()
    }
  })
}

instance('a user by either wire format, and what the handler sees', async instance => {
  for (const wire of Object.values(WIRES)) {
    const reply = await instance.call({ name: 'word-of-the-event', n: 1e21 }, wire(ALICE))
    assert.deepEqual(reply, {
      context: {
        OPENID: ALICE.WX_OPENID,
        APPID: ALICE.WX_APPID,
        UNIONID: ALICE.WX_UNIONID,
        ENV: 'prod-1a2b3c',
        SOURCE: 'wx_client',
        CLIENTIP: '203.0.113.7',
        CLIENTIPV6: '::ffff:203.0.113.7'
      },
      proof: 'bridge',
      event: { name: 'word-of-the-event', n: 1e21 }
    })
  }
  const { waits } = await instance.whole({}, environment(ALICE))
  assert.equal(waits, false)
  assert(instance.log.includes('"caller":"wx01…cdef:oABC…hijk"'), instance.log)
  assert(instance.log.includes('"request_id":"call-1"'), instance.log)
})

instance('a time limit that no timer can wait for', async instance => {
  for (const time_limit_in_ms of [2 ** 31, 1e15, Infinity]) {
    const reply = await instance.call({ $url: '/process' }, { ...environment(ALICE), time_limit_in_ms })
    assert.equal(reply.status, undefined, JSON.stringify(reply))
  }
})

instance('no call has the identity of the one before', async instance => {
  const missing = { code: 'WXCTX_MISSING_OPENID', status: 403 }
  for (const wire of Object.values(WIRES)) {
    assert.equal((await instance.call({ $url: '/openid' }, wire(ALICE))).openid, ALICE.WX_OPENID)
    for (const nobody of [timer, {}, { environ: '' }, { environment: '' }, { environ: 'TCB_SOURCE=wx_trigger;WX_APPID=wx0123456789abcdef' }]) {
      const { code, status, message, requestId, ...rest } = await instance.call({ $url: '/openid' }, nobody)
      assert.deepEqual({ code, status }, missing)
      assert.deepEqual(rest, {})
      assert.match(requestId, /^call-\d+$/)
      assert.match(message, /^openid is absent/)
      assert.equal((await instance.call({ $url: '/optional' }, nobody)).openid, null)
    }
    assert.equal((await instance.call({ $url: '/openid' }, wire(BOB))).openid, BOB.WX_OPENID)
    assert.equal((await instance.call({ $url: '/openid' }, wire(ALICE))).openid, ALICE.WX_OPENID)
  }
})

instance('variables that a runtime left behind are nobody', { variables: { ...variables(BOB), OPENID: BOB.WX_OPENID } }, async instance => {
  assert.equal((await instance.call({ $url: '/optional' }, {})).openid, null)
  assert.equal((await instance.call({ $url: '/openid' }, environment(ALICE))).openid, ALICE.WX_OPENID)
})

instance('what contradicts itself, or cannot be read, is refused', async instance => {
  const refused = async context => (await instance.call({ $url: '/optional' }, context)).code
  assert.equal(await refused({ environ: `WX_CONTEXT_KEYS=WX_OPENID;WX_OPENID=${ALICE.WX_OPENID};WX_OPENID=${BOB.WX_OPENID}` }), 'WXCTX_CONFLICT_OPENID')
  assert.equal(await refused({ environ: 'WX_CONTEXT_KEYS=WX_OPENID;WX_OPENID=o a' }), 'WXCTX_MALFORMED_OPENID')
  assert.equal(await refused({ environment: '{"WX_CONTEXT_KEYS":"WX_OPENID","WX_OPENID":["a"]}' }), 'WXCTX_MALFORMED_OPENID')
  assert.equal(await refused({ environment: `{"WX_OPENID":"${'a'.repeat(70000)}"}` }), 'WXCTX_MALFORMED_ENVIRONMENT')
})

instance('a refusal before the call has an id gets the one of the context, and a line in the log', async instance => {
  // The platform's is JSON text.
  const reply = await instance.call({ word: 'word-of-the-event' }, { environment: true, request_id: 'call-named' })
  assert.deepEqual(reply, { code: 'WXCTX_MALFORMED_ENVELOPE', message: reply.message, requestId: 'call-named', status: 400 })
  assert.deepEqual(await instance.bridge(), ['WXCTX_MALFORMED_ENVELOPE (call-named)'])
})

instance('many users at once keep their own identity', async instance => {
  const user = n => ({ WX_OPENID: `oUSER${String(n).padStart(4, '0')}_-abcdefghijk`, WX_APPID: ALICE.WX_APPID })
  const wires = Object.values(WIRES)
  const calls = Array.from({ length: 200 }, async (_, n) => {
    const context = n % 10 === 0 ? timer : wires[n % 2](user(n))
    const reply = await instance.call({ $url: '/later', milliseconds: (n * 7) % 50, n }, context)
    if (n % 10 === 0) return assert.equal(reply.code, 'WXCTX_MISSING_OPENID')
    assert.equal(reply.openid, user(n).WX_OPENID)
    assert.equal(reply.event.n, n)
  })
  await Promise.all(calls)
})

instance('getWXContext() of the same call says the same', { sdk: true }, async instance => {
  const shared = { WX_APPID: ALICE.WX_APPID, WX_FROM_OPENID: BOB.WX_OPENID, WX_FROM_APPID: 'wxfedcba9876543210' }
  for (const wire of Object.values(WIRES)) {
    for (const context of [wire(shared), wire(BOB, 'wx_devtools'), wire(ALICE, 'wx_client,scf'), wire(ALICE)]) {
      const { result, getWXContext } = await instance.whole({}, context)
      assert(Object.keys(getWXContext).length >= 6)
      assert.deepEqual(result.context, getWXContext)
    }
  }
  const { result, getWXContext } = await instance.whole({ $url: '/optional' }, timer)
  assert.equal(result.openid, null)
  assert.equal(getWXContext.OPENID, ALICE.WX_OPENID, 'the SDK answers with the caller before')
})

instance('an event can claim anything', async instance => {
  const forged = { userInfo: { openId: BOB.WX_OPENID, appId: BOB.WX_APPID }, openid: BOB.WX_OPENID, environment: environment(BOB).environment, environ: environ(BOB).environ, 'x-wx-openid': BOB.WX_OPENID }
  assert.deepEqual(await instance.call({ $url: '/optional', ...forged }, timer), { openid: null })
  const reply = await instance.call({ $url: '/', ...forged }, environment(ALICE))
  assert.equal(reply.context.OPENID, ALICE.WX_OPENID)
  assert.deepEqual(reply.event.userInfo, forged.userInfo)
})

instance('pins and allow hold behind the bridge', { variables: { WXCTX_APPIDS: ALICE.WX_APPID, WXCTX_ENV: 'prod-1a2b3c' } }, async instance => {
  const forbidden = async (url, context) => assert.equal((await instance.call({ $url: url }, context)).code, 'WXCTX_FORBIDDEN')
  assert.equal((await instance.call({ $url: '/client' }, environment(ALICE))).openid, ALICE.WX_OPENID)
  await forbidden('/client', environment(ALICE, 'wx_devtools'))
  await forbidden('/direct', environment(ALICE, 'wx_client,scf'))
  await forbidden('/openid', environment({ ...ALICE, WX_APPID: 'wxfedcba9876543210' }))
  await forbidden('/openid', { environment: JSON.stringify({ ...variables(ALICE), TCB_ENV: 'test-9z8y7x' }) })
})

instance('a header inside an event of HTTP access is no identity', async instance => {
  const headers = {
    'X-WX-OPENID': BOB.WX_OPENID,
    'x_wx_openid': BOB.WX_OPENID,
    'X-WX-SOURCE': 'wx_client',
    'X-WX-LOCAL-DEBUG': '1',
    'X-WX-EXCLUDE-CREDENTIALS': 'openid',
    'x-cloudbase-context': 'eyJlbnZJZCI6InByb2QifQ==',
    'X-WXCTX-Bridge': 'a-secret-of-another-boot',
    'x-request-id': 'word-of-the-event',
    'Connection': 'close, X-Hop',
    'X-Hop': '1',
    'Transfer-Encoding': 'chunked',
    'Content-Length': '9',
    'X-Own': 'kept',
    'Host': 'example.app.tcloudbase.com'
  }
  for (const [context, openid] of [[timer, null], [{}, null]]) {
    const reply = await instance.call(httpEvent({ headers }), context)
    assert.equal(reply.statusCode, 201)
    const seen = JSON.parse(reply.body)
    assert.equal(seen.openid, openid)
    assert.match(seen.headers['x-request-id'], /^call-\d+$/)
    delete seen.headers['x-request-id']
    assert.deepEqual(seen.headers, { 'x-own': 'kept', 'content-length': '0', host: 'example.app.tcloudbase.com' })
  }
  // A user of callFunction who writes such an event stays that user, and stays with callFunction's form.
  const reply = await instance.call(httpEvent({ $url: '/optional', headers }), environment(ALICE))
  assert.deepEqual(reply, { openid: ALICE.WX_OPENID })
})

instance('HTTP access: method, path, query, body and response', async instance => {
  const event = httpEvent({
    path: '/http/热 items',
    httpMethod: 'PUT',
    headers: { 'content-type': 'text/plain', cookie: ['a=1', 'b=2'] },
    queryStringParameters: { 'q q': '中&=', list: ['1', '2'] },
    body: Buffer.from('word-of-the-event').toString('base64'),
    isBase64Encoded: true
  })
  const reply = await instance.call(event, timer)
  assert.equal(reply.isBase64Encoded, false)
  assert.equal(reply.headers['content-type'], 'application/json')
  assert.deepEqual(reply.headers['set-cookie'], ['a=1', 'b=2'])
  const { method, uri, body } = JSON.parse(reply.body)
  assert.deepEqual({ method, uri, body }, {
    method: 'PUT',
    uri: '/http/%E7%83%AD%20items?list=1&list=2&q%20q=%E4%B8%AD%26%3D',
    body: 'word-of-the-event'
  })
  const binary = await instance.call(httpEvent({ path: '/binary' }), timer)
  assert.deepEqual([binary.statusCode, binary.body, binary.isBase64Encoded], [200, 'iVD/', true])
  const refused = await instance.call(httpEvent({ path: '/openid' }), timer)
  assert.equal(refused.statusCode, 403)
  assert.equal(JSON.parse(refused.body).code, 'WXCTX_MISSING_OPENID')
  for (const [wrong, status] of [
    [{ httpMethod: 'G ET' }, 400],
    [{ headers: { 'a b': '1' } }, 400],
    [{ headers: { a: 'line\r\nx-wx-openid: o' } }, 400],
    [{ body: '%%', isBase64Encoded: true }, 400],
    [{ headers: { a: 'x'.repeat(70000) } }, 431],
    [{ path: '/nowhere' }, 404]
  ]) {
    assert.equal((await instance.call(httpEvent(wrong), timer)).statusCode, status, JSON.stringify(wrong).slice(0, 80))
  }
})

instance('what a handler answers, as callFunction returns it', async instance => {
  const call = async url => instance.call({ $url: url }, environment(ALICE))
  assert.equal(await call('/text'), 'plain')
  assert.equal(await call('text'), 'plain')
  assert.equal(await call('/empty'), null)
  const answers = {
    '/binary': [500, 'WXCTX_REPLY_BINARY'],
    '/large': [500, 'WXCTX_REPLY_UNREADABLE'],
    '/panic': [500, 'WXCTX_PANIC', 'the handler failed'],
    '/conflict': [409, 'ORDER_EXISTS', 'there is one'],
    '/teapot': [418, 'WXCTX_HTTP_418', 'short and stout'],
    '/nowhere': [404, 'WXCTX_HTTP_404', 'Not Found']
  }
  for (const [url, [status, code, message]] of Object.entries(answers)) {
    const reply = await call(url)
    assert.equal(reply.status, status, url)
    assert.equal(reply.code, code, url)
    if (message) assert.equal(reply.message, message, url)
    assert.match(reply.requestId, /^call-\d+$/)
  }
  assert.equal((await call('/conflict')).order, 7)
  assert.equal((await instance.call({ $url: 7 }, environment(ALICE))).code, 'WXCTX_MALFORMED_EVENT')
  assert.equal((await instance.call([1, 2], environment(ALICE))).event[1], 2)
  assert.equal((await instance.call(undefined, environment(ALICE))).event, null)
  // It goes on after all of that.
  assert.equal((await call('/openid')).openid, ALICE.WX_OPENID)
})

instance('the line of a call says what its caller was told', { variables: { WXCTX_BODY_LIMIT: '1000' } }, async instance => {
  const refused = [
    [{ $url: '/binary' }, 500, 'WXCTX_REPLY_BINARY'],
    [{ $url: '/large' }, 500, 'WXCTX_REPLY_UNREADABLE'],
    [{ $url: '/breaks' }, 500, 'WXCTX_REPLY_UNREADABLE'],
    [{ $url: '/trickles' }, 504, 'WXCTX_TIMED_OUT'],
    [{ $url: 7 }, 400, 'WXCTX_MALFORMED_EVENT'],
    [{ text: 'x'.repeat(1000) }, 413, 'WXCTX_BODY_TOO_LARGE'],
    [{ $url: '/text' }, 200, undefined],
    [httpEvent({ path: '/binary' }), 200, undefined],
    [httpEvent({ path: '/large', httpMethod: 'POST' }), 500, 'WXCTX_REPLY_UNREADABLE'],
    [httpEvent({ httpMethod: 'G ET' }), 400, 'WXCTX_MALFORMED_EVENT'],
    [httpEvent({ path: '/openid' }), 403, undefined]
  ]
  const wanted = []
  for (const [n, [event, status, error]] of refused.entries()) {
    const reply = await instance.call(event, { ...(event.httpMethod ? timer : environment(ALICE)), time_limit_in_ms: 1000 })
    const told = reply && reply.statusCode ? { status: reply.statusCode, ...(error && JSON.parse(reply.body)) } : { status: 200, ...(error && reply) }
    assert.deepEqual([told.status, told.code, told.requestId], [status, error, error && `call-${n + 1}`], JSON.stringify(event).slice(0, 80))
    wanted.push({ id: `call-${n + 1}`, status, error, level: status >= 500 ? 'ERROR' : 'INFO' })
  }
  await instance.bridge()
  const lines = instance.log.split('\n').filter(line => line.includes('"answered"')).map(line => JSON.parse(line))
  assert.deepEqual(lines.map(({ level, span: { request_id, status, error } }) => ({ id: request_id, status, error, level })), wanted)
})

instance('an event of 6 MB', async instance => {
  const text = '云'.repeat(1024 * 1024) + 'x'.repeat(3 * 1024 * 1024)
  const { length } = await instance.call({ $url: '/length', text }, environment(ALICE))
  assert(length > 6 * 1024 * 1024, `${length}`)
})

instance('a program that is killed in the middle of a call is started anew', async instance => {
  const before = await instance.process()
  const [lost, other] = await Promise.all([
    instance.call({ $url: '/abort', name: 'word-of-the-event' }, environment(ALICE)),
    instance.call({ $url: '/wait' }, environment(BOB))
  ])
  for (const [n, reply] of [lost, other].entries()) {
    assert.deepEqual(reply, { code: 'WXCTX_PROGRAM_LOST', message: 'the program ended during the call', requestId: `call-${n + 2}`, status: 502 })
  }
  const [ended, ...lines] = await instance.bridge()
  assert.deepEqual([ended, ...lines.sort()], ['the program ended: SIGABRT', 'WXCTX_PROGRAM_LOST (call-2)', 'WXCTX_PROGRAM_LOST (call-3)'])
  assert.equal((await instance.call({ $url: '/openid' }, environment(BOB))).openid, BOB.WX_OPENID)
  const after = await instance.process()
  assert.notEqual(before.id, after.id)
  assert.notEqual(before.variables.WXCTX_BRIDGE, after.variables.WXCTX_BRIDGE)
  process.kill(after.id, 'SIGKILL')
  // At once, before anybody noticed.
  const reply = await instance.call({ $url: '/openid' }, environment(ALICE))
  assert(reply.openid === ALICE.WX_OPENID || reply.code === 'WXCTX_PROGRAM_LOST', JSON.stringify(reply))
  assert.equal((await instance.call({ $url: '/openid' }, environment(BOB))).openid, BOB.WX_OPENID)
  assert.deepEqual((await instance.bridge()).slice(3), ['the program ended: SIGKILL', ...(reply.code ? [`${reply.code} (call-6)`] : [])])
  const lostHttp = await instance.call(httpEvent({ path: '/abort', httpMethod: 'POST' }), timer)
  assert.equal(lostHttp.statusCode, 502)
})

instance('how a program ended, and its last words, are in the log before the reply', async instance => {
  const replies = [await instance.call({ $url: '/exit' }), await instance.call({ $url: '/exit' })]
  assert.deepEqual(replies.map(({ code, requestId }) => [code, requestId]), [['WXCTX_PROGRAM_LOST', 'call-1'], ['WXCTX_PROGRAM_LOST', 'call-2']])
  assert.deepEqual(await instance.bridge(), ['the program ended: 3', 'WXCTX_PROGRAM_LOST (call-1)', 'the program ended: 3', 'WXCTX_PROGRAM_LOST (call-2)'])
  assert.match(instance.log, /the last words\n[^]*\(call-1\)\n[^]*the last words\n[^]*\(call-2\)\n/)
})

instance('a program that lives on and does not answer is killed', async instance => {
  const before = await instance.process()
  fs.unlinkSync(before.variables.WXCTX_BRIDGE)
  const after = await instance.process()
  assert.notEqual(after.id, before.id)
  assert.deepEqual(await instance.bridge(), ['the program does not answer (call-2)'])
  assert(!isThere(before.id))
})

instance('a handler that outlives its call is dropped before the next', async instance => {
  await instance.call({ $url: '/counts' })
  const started = Date.now()
  const reply = await instance.call({ $url: '/wait' }, { ...environment(ALICE), time_limit_in_ms: 1000 })
  const took = Date.now() - started
  assert.deepEqual(reply, { code: 'WXCTX_TIMED_OUT', message: 'the handler took too long', requestId: 'call-2', status: 504 })
  assert(took >= 700 && took < 950, `${took} ms`)
  assert.deepEqual(await instance.call({ $url: '/counts' }), { waiting: 1, dropped: 1 })
})

instance('a handler that nobody can drop ends with the program', async instance => {
  const before = await instance.process()
  const started = Date.now()
  const reply = await instance.call({ $url: '/block' }, { ...environment(ALICE), time_limit_in_ms: 1000 })
  assert.equal(reply.code, 'WXCTX_TIMED_OUT')
  assert(Date.now() - started < 1000)
  assert.deepEqual(await instance.bridge(), ['the program was killed, as it did not answer in time (call-2)', 'WXCTX_TIMED_OUT (call-2)'])
  assert.notEqual((await instance.process()).id, before.id)
})

const PRIVATE = {
  ...variables(BOB),
  QQ_OPENID: 'q',
  TENCENTCLOUD_SECRETID: 'AKID',
  TENCENTCLOUD_SECRETKEY: 'key',
  TENCENTCLOUD_SESSIONTOKEN: 'token',
  OTHER_SESSIONTOKEN: 'token',
  WX_CONTEXT_KEYS: 'WX_OPENID,OPENID',
  OPENID: BOB.WX_OPENID
}
instance('the program gets neither identity nor credentials', { variables: { ...PRIVATE, DATABASE: 'kept' } }, async instance => {
  await instance.call({}, environment(ALICE))
  await instance.call({}, environ(ALICE))
  process.kill((await instance.process()).id, 'SIGKILL')
  await sleep(100)
  // Another one, started when process.env has it all.
  const { variables: { WXCTX_BRIDGE, PATH, TMPDIR, ...rest } } = await instance.process()
  assert.deepEqual(rest, { DATABASE: 'kept', SCF_NAMESPACE: 'prod-1a2b3c', TENCENTCLOUD_RUNENV: 'SCF' })
})

instance('nobody else is answered at the socket', async instance => {
  const socket = (await instance.process()).variables.WXCTX_BRIDGE
  assert.equal(fs.statSync(path.dirname(socket)).mode & 0o777, 0o700)
  const ask = (method, url, headers, body) => new Promise((resolve, reject) => {
    const request = http.request({ socketPath: socket, method, path: url, headers }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => { text += chunk }).once('end', () => resolve([response.statusCode, JSON.parse(text).code]))
    })
    request.once('error', reject).end(body)
  })
  const envelope = JSON.stringify({ ...environment(BOB), event: {} })
  const user = { 'x-wx-openid': BOB.WX_OPENID, 'x-wx-source': 'wx_client' }
  for (const headers of [{}, user, { 'x-wxctx-bridge': '' }, { 'x-wxctx-bridge': '0'.repeat(64) }, { 'x-wxctx-bridge': ['0'.repeat(64), '1'.repeat(64)] }]) {
    for (const [method, url] of [['POST', '/'], ['GET', '/openid'], ['GET', '/_healthz'], ['POST', '/optional']]) {
      assert.deepEqual(await ask(method, url, headers, method === 'POST' ? envelope : undefined), [403, 'WXCTX_UNPROVEN'])
    }
  }
})

instance('the program ends with its parent', async instance => {
  const { id } = await instance.process()
  instance.runtime.kill('SIGKILL')
  await instance.ended
  for (let waited = 0; isThere(id); waited += 10) {
    assert(waited < 5000, 'it lives on')
    await sleep(10)
  }
})

function isThere (id) {
  try {
    return !fs.readFileSync(`/proc/${id}/stat`, 'utf8').includes(') Z')
  } catch (error) {
    return false
  }
}

instance('an upload that lost the permission to execute', { mode: 0o644 }, async instance => {
  assert.equal((await instance.call({ $url: '/openid' }, environment(ALICE))).openid, ALICE.WX_OPENID)
})

test('the zip that is uploaded', { timeout: 60000 }, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zip-'))
  const pack = path.join(__dirname, '../../deploy/cloud-function/pack.sh')
  const zip = path.join(folder, 'function.zip')
  // The tests' own program is linked to the libc of this machine.
  assert.throws(() => execFileSync(pack, [process.env.PROGRAM, zip], { stdio: 'pipe' }), /needs a libc of its machine/)
  execFileSync(pack, ['--dynamic', process.env.PROGRAM, zip], { stdio: ['ignore', 'ignore', 'ignore'] })
  const instance = new Instance({ zip })
  try {
    assert.deepEqual(fs.readdirSync(instance.folder).sort(), ['config.json', 'index.js', 'package.json', 'program'])
    assert.equal(fs.statSync(path.join(instance.folder, 'program')).mode & 0o777, 0o755)
    assert.equal((await instance.call({ $url: '/openid' }, environment(ALICE))).openid, ALICE.WX_OPENID)
    assert.throws(() => execFileSync(pack, [pack, zip], { stdio: 'pipe' }), /is no program for Linux/)
    assert.equal(JSON.parse(fs.readFileSync(path.join(instance.folder, 'package.json'))).dependencies, undefined)
    const packed = () => {
      execFileSync(pack, ['--dynamic', process.env.PROGRAM, zip], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] })
      return execFileSync('unzip', ['-p', zip, 'config.json'], { encoding: 'utf8' })
    }
    assert.equal(packed(), fs.readFileSync(path.join(path.dirname(pack), 'config.json'), 'utf8'))
    fs.writeFileSync(path.join(folder, 'config.json'), '{"triggers":[]}')
    assert.equal(packed(), '{"triggers":[]}')
  } finally {
    await instance.end()
    fs.rmSync(folder, { recursive: true })
  }
})

instance('no program', { program: '' }, async instance => {
  for (let n = 0; n < 2; n++) {
    const { requestId, ...reply } = await instance.call({}, environment(ALICE))
    assert.deepEqual(reply, { code: 'WXCTX_PROGRAM_GONE', message: 'the program does not run; its log says why', status: 503 })
  }
  const lines = await instance.bridge()
  const why = 'the program cannot be started: ENOENT'
  assert.equal(lines[0], why)
  assert.deepEqual(lines.filter(line => line !== why), ['WXCTX_PROGRAM_GONE (call-1)', 'WXCTX_PROGRAM_GONE (call-2)'])
})

instance('a program that does not start says why in the log', { variables: { WXCTX_TRUST: 'closed-ingress' } }, async instance => {
  assert.equal((await instance.call({}, environment(ALICE))).code, 'WXCTX_PROGRAM_GONE')
  assert.deepEqual((await instance.bridge()).slice(-2), ['the program ended: 1', 'WXCTX_PROGRAM_GONE (call-1)'])
  // The error is the line before.
  assert.match(instance.log, /WXCTX_TRUST is set, and behind the bridge.*\nwxctx: the program ended: 1\n/)
})
