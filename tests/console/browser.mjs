// One browser a file of tests, and the console's page in it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'

export const { WHOAMI, PROGRAM, ORDERS } = process.env

export const USER = {
  OPENID: 'oABCD0123456789_-abcdefghijk',
  APPID: 'wx0123456789abcdef',
  UNIONID: 'o6_bmasdasdsad6_2sgVt7hMZOPx',
}
export const SHARER = {
  FROM_OPENID: 'oOTHER0123456789_-abcdefghij',
  FROM_APPID: 'wxfedcba9876543210',
  FROM_UNIONID: 'o6_bmasOTHERsad6_2sgVt7hMZOP',
}
export const LOCAL = { OPENID: 'oLOCAL_0000000000000000_user', APPID: 'wx0000000000000000', ENV: 'local', SOURCE: 'wx_client' }

let browser

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-proxy-server',
      '--host-resolver-rules=MAP rebound.example 127.0.0.1',
    ],
  })
})
after(() => browser.close())

/** A page on which nothing was refused by its policy and nothing failed, once `t` ends. */
export async function opened(t, address, options = {}) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints = []
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => {
    // A refused call is no fault of the page; neither is a server that a test stops.
    const isReply = /^Failed to load resource: (the server responded|net::ERR_CONNECTION)/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isReply) complaints.push(message.text())
  })
  t.after(async () => {
    await context.close()
    if (!options.complains) assert.deepEqual(complaints, [])
  })
  page.complaints = complaints
  if (address) await page.goto(`${address}/_wxctx`)
  return page
}

export async function choose(page, kind) {
  await page.locator(`input[name=kind][value=${kind}]`).check()
}

export async function fill(page, fields) {
  for (const [id, value] of Object.entries(fields)) {
    const field = page.locator(`#${id}`)
    if (id === 'method') await field.selectOption(value)
    else await field.fill(value)
  }
}

/** Sends what the form says; the status and the text that the page then shows. */
export async function send(page, fields = {}) {
  await fill(page, fields)
  const list = page.waitForResponse(response => response.url().endsWith('/_wxctx/calls') && response.request().timing().startTime > 0)
  await page.locator('button[type=submit]').click()
  await page.waitForFunction(() => !/Waiting|等待/.test(document.getElementById('outcome').textContent))
  await list
  return shown(page)
}

export async function shown(page) {
  const outcome = await page.locator('#outcome').textContent()
  return { outcome, status: Number.parseInt(outcome, 10), text: await page.locator('#reply').textContent() }
}

/** Runs the curl line that the page shows, with nothing of this process around it. */
export async function curl(page) {
  const line = await page.locator('#curl').textContent()
  return execFileSync('/bin/sh', ['-c', line], { env: { PATH: process.env.PATH, HOME: '/nonexistent' }, encoding: 'utf8' })
}

/** The newest row of the list. */
export async function newest(page, wanted) {
  await page.waitForFunction(wanted => document.querySelector('#calls tr').textContent.includes(wanted), wanted)
  return page.locator('#calls tr').first().locator('td').allTextContents()
}

/** Another server on this machine, with one page. */
export async function other(t, html) {
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html))
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return server.address().port
}

export async function picture(page, name) {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
