// A call as each kind of caller: what the program reads of it, what the curl line reads, what the list says.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { LOCAL, ORDERS, PROGRAM, SHARER, USER, WHOAMI, choose, curl, fill, newest, opened, picture, send, shown } from './browser.mjs'

const { APPID } = USER
const KINDS = {
  local: LOCAL,
  own: { ...USER, ENV: 'local', SOURCE: 'wx_client' },
  shared: { APPID, ...SHARER, ENV: 'local', SOURCE: 'wx_client' },
  nobody: { APPID, ENV: 'local', SOURCE: 'wx_unknown' },
  timer: { APPID, ENV: 'local', SOURCE: 'wx_trigger' },
  chain: { ...USER, ENV: 'local', SOURCE: 'wx_client,scf' },
}

for (const [kind, context] of Object.entries(KINDS)) {
  test(`a call of the kind ${kind}`, async t => {
    const page = await opened(t, PROGRAM)
    await choose(page, kind)
    for (const method of ['GET', 'POST']) {
      const reply = await send(page, { method, path: '/context' })
      assert.equal(reply.status, 200)
      assert.match(reply.outcome, /^200 OK · \d+ ms · \d+ B · application\/json$/)
      assert.deepEqual(JSON.parse(reply.text), context)
      assert.deepEqual(JSON.parse(await curl(page)), context)
    }
    const whoami = await opened(t, WHOAMI)
    await choose(whoami, kind)
    const reply = await send(whoami, { method: 'GET', path: '/' })
    assert.deepEqual(JSON.parse(reply.text), context)
    assert.deepEqual(JSON.parse(await curl(whoami)), context)
  })
}

test('every field is edited freely, and an own id stays when the kind changes', async t => {
  const page = await opened(t, PROGRAM)
  const mine = 'oMINE00123456789_-abcdefghijk'
  await page.locator('summary').click()
  await fill(page, { 'x-wx-openid': mine, 'x-wx-source': 'wx_http', 'x-wx-unionid': '', 'x-wx-env': 'test-1', 'x-wx-client-ip': '203.0.113.7' })
  let reply = await send(page, { path: '/context' })
  const context = { OPENID: mine, APPID, ENV: 'test-1', SOURCE: 'wx_http', CLIENTIP: '203.0.113.7' }
  assert.deepEqual(JSON.parse(reply.text), context)
  assert.deepEqual(JSON.parse(await curl(page)), context)
  await choose(page, 'timer')
  assert.equal(await page.locator('#x-wx-openid').inputValue(), '')
  await choose(page, 'own')
  reply = await send(page)
  assert.equal(JSON.parse(reply.text).OPENID, mine)
})

test('a refused call says why, in its reply and in the list', async t => {
  const page = await opened(t, PROGRAM)
  await choose(page, 'timer')
  let reply = await send(page, { path: '/client' })
  assert.equal(reply.status, 403)
  assert.equal(JSON.parse(reply.text).code, 'WXCTX_FORBIDDEN')
  assert.equal(JSON.parse(await curl(page)).code, 'WXCTX_FORBIDDEN')
  const row = await newest(page, '/client')
  assert.deepEqual(row.slice(1, 4), ['GET', '/client', '403'])
  assert.deepEqual(row.slice(5), ['–', 'wx_trigger', 'WXCTX_FORBIDDEN the origin is not in `allow`'])

  await choose(page, 'nobody')
  reply = await send(page, { path: '/caller' })
  assert.equal(JSON.parse(reply.text).code, 'WXCTX_MISSING_OPENID')
  assert.match((await newest(page, '/caller'))[7], /^WXCTX_MISSING_OPENID it did not come/)

  await choose(page, 'chain')
  reply = await send(page, { path: '/direct' })
  assert.equal(reply.status, 403)
  assert.deepEqual((await newest(page, '/direct')).slice(5, 7), ['wx01…cdef:oABC…hijk', 'wx_client'])
  await picture(page, 'refused')

  await fill(page, { 'x-wx-openid': 'no id' })
  reply = await send(page, { path: '/caller' })
  assert.deepEqual([reply.status, JSON.parse(reply.text).code], [400, 'WXCTX_MALFORMED_OPENID'])
  const list = await page.locator('#calls').textContent()
  for (const hidden of [...Object.values(USER), 'no id']) assert.ok(!list.includes(hidden), hidden)
})

test('a handler that panics is answered, and the server goes on', async t => {
  const page = await opened(t, PROGRAM)
  const reply = await send(page, { path: '/panics' })
  assert.deepEqual([reply.status, JSON.parse(reply.text).code], [500, 'WXCTX_PANIC'])
  assert.ok(!reply.text.includes('a detail'))
  const row = await newest(page, '/panics')
  assert.deepEqual([row[3], row[7]], ['500', 'WXCTX_PANIC the handler failed'])
  assert.equal((await send(page, { path: '/context' })).status, 200)
})

/** The example `orders` on this port, until it is ended. */
async function orders(t, port) {
  const program = spawn(ORDERS, { env: { PORT: String(port), WXCTX_TRUST: 'local' }, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(program, 'exit')
  const end = () => program.kill() && ended
  t.after(end)
  for await (const chunk of program.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const found = chunk.match(/listening on http:\/\/([\d.]+:\d+)/)
    if (found) return { address: `http://${found[1]}`, end }
  }
  throw new Error('orders does not start')
}

test('the example orders, which is started anew while the page is open', async t => {
  const first = await orders(t, 0)
  const page = await opened(t, first.address)
  await page.locator('#calls td.note').waitFor()
  const event = '{"item":"tea","quantity":2}'
  let reply = await send(page, { method: 'POST', path: '/orders', event })
  assert.equal(reply.status, 201)
  assert.deepEqual(JSON.parse(reply.text), { id: 1, item: 'tea', quantity: 2 })
  assert.deepEqual(JSON.parse(await curl(page)), { id: 2, item: 'tea', quantity: 2 })
  reply = await send(page, { method: 'GET', path: '/orders/2' })
  assert.equal(reply.status, 200)
  await choose(page, 'shared')
  reply = await send(page)
  assert.equal(reply.status, 404, 'another user has another list')
  assert.equal((await newest(page, '404'))[5], 'wxfe…3210:oOTH…ghij')
  reply = await send(page, { path: '/card' })
  assert.deepEqual([reply.status, JSON.parse(reply.text).code], [403, 'WXCTX_MISSING_OPENID'], 'and is no member')
  assert.deepEqual(await page.locator('#paths option').evaluateAll(all => all.map(option => option.value)), ['/card', '/orders/2', '/orders'])
  await picture(page, 'orders')

  await first.end()
  await page.locator('button[type=submit]').click()
  await page.getByText('There is no reply.').waitFor()
  assert.equal(await page.locator('#calls-state').textContent(), 'The server does not answer.')
  await orders(t, new URL(first.address).port)
  reply = await send(page, { path: '/orders' })
  assert.deepEqual([reply.status, reply.text], [200, '[]'])
  assert.equal((await newest(page, '/orders'))[3], '200', 'the list of the new start is read')
  assert.equal(await page.locator('#calls tr').count(), 1)
})

test('a redirect is not followed', async t => {
  const page = await opened(t, PROGRAM)
  await send(page, { path: '/away' })
  assert.match((await shown(page)).outcome, /^A redirect/)
  assert.equal((await newest(page, '/away'))[3], '303')
})
