// A page of another origin: another port, another name of this machine, a name that was rebound. It neither reads nor acts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROGRAM, opened, other, send } from './browser.mjs'

const PORT = new URL(PROGRAM).port
const NAMES = ['127.0.0.1', 'localhost', 'evil.localhost', 'rebound.example']

/** Everything that such a page can try; what it got to read. */
async function attack(program) {
  const read = []
  const keep = (what, value) => value && read.push(`${what}: ${String(value).slice(0, 80)}`)
  for (const target of [program, program.replace('127.0.0.1', 'localhost')]) {
    for (const path of ['/_wxctx', '/_wxctx/calls', '/_wxctx/page.mjs', '/_wxctx/icon.svg']) {
      for (const mode of ['cors', 'no-cors']) {
        const response = await fetch(target + path, { mode, credentials: 'include' }).catch(() => {})
        keep(`${mode} ${path}`, await response?.text())
      }
      const asked = await fetch(target + path, { headers: { 'X-Wxctx-Console': '0' } }).catch(() => {})
      keep(`asked ${path}`, await asked?.text())
    }
    // A call as somebody: the headers need leave, which nobody gives.
    for (const method of ['GET', 'POST']) {
      const headers = { 'X-WX-OPENID': 'oEVIL0123456789_-abcdefghijk', 'X-WX-APPID': 'wxeeeeeeeeeeeeeeee', 'X-WX-SOURCE': 'wx_client' }
      const call = await fetch(`${target}/context`, { method, headers }).catch(() => {})
      keep(`call ${method}`, await call?.text())
    }
    const loaded = await new Promise(resolve => {
      const script = document.createElement('script')
      script.src = `${target}/_wxctx/words.mjs`
      script.onload = () => resolve('loaded')
      script.onerror = () => resolve('')
      document.body.append(script)
    })
    keep('script', loaded)
    const picture = await new Promise(resolve => {
      const image = new Image()
      image.onload = () => resolve('loaded')
      image.onerror = () => resolve('')
      image.src = `${target}/_wxctx/icon.svg`
    })
    keep('picture', picture)
    const module = await import(`${target}/_wxctx/words.mjs`).catch(() => {})
    keep('module', module)
  }
  return read
}

for (const name of NAMES) {
  test(`a page of ${name} on another port`, async t => {
    const port = await other(t, '<!doctype html><title>other</title><body>')
    const page = await opened(t, undefined, { complains: true })
    await page.goto(`http://${name}:${port}/`)
    assert.deepEqual(await page.evaluate(attack, PROGRAM), [])

    // In a frame there is nothing of the console.
    await page.evaluate(async program => {
      const frame = document.createElement('iframe')
      frame.src = `${program}/_wxctx`
      const loaded = new Promise(resolve => (frame.onload = resolve))
      document.body.append(frame)
      await loaded
    }, PROGRAM)
    for (const frame of page.frames().slice(1)) {
      assert.equal(await frame.locator('#form').count().catch(() => 0), 0)
    }
    // A link or a window of its leads to a refusal.
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.evaluate(program => void window.open(`${program}/_wxctx`), PROGRAM)])
    await popup.waitForLoadState()
    assert.match(await popup.locator('body').textContent(), /a page of another origin asks/)
    assert.equal(await popup.locator('#form').count(), 0)

    const own = await opened(t, PROGRAM)
    await send(own, { path: '/context' })
    const list = await own.locator('#calls').textContent()
    assert.ok(!list.includes('oEVI') && !list.includes('wxee'), list)
  })
}

for (const name of ['evil.localhost', 'rebound.example', '[::ffff:7f00:1]', '0.0.0.0']) {
  test(`the console under the name ${name}`, async t => {
    const page = await opened(t, undefined, { complains: true })
    const response = await page.goto(`http://${name}:${PORT}/_wxctx`)
    // Typed into the browser itself, so that only the name speaks against it.
    assert.equal(response.status(), 403)
    assert.match(await page.locator('body').textContent(), /there is no Host header, or it is not a loopback name/)
    const read = await page.evaluate(async () => {
      const answers = []
      for (const path of ['/_wxctx', '/_wxctx/calls', '/_wxctx/page.mjs', '/context']) {
        const answer = await fetch(path, { headers: { 'X-WX-OPENID': 'oEVIL0123456789_-abcdefghijk', 'X-Wxctx-Console': '0' } }).catch(() => {})
        answers.push(answer?.status ?? 0)
      }
      return answers
    })
    assert.ok(read.every(status => status === 403 || status === 0), String(read))
  })
}

test('the console under its other name', async t => {
  const page = await opened(t, PROGRAM.replace('127.0.0.1', 'localhost'))
  const reply = await send(page, { path: '/context', method: 'POST' })
  assert.equal(reply.status, 200)
  assert.match(await page.locator('#curl').textContent(), new RegExp(`^curl -s http://localhost:${PORT}/context .*--data-raw`, 's'))
})
