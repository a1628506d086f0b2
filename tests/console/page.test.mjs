// The page: what it shows of a reply, what it says before it sends, and how it is used and read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { words } from '../../src/serve/console/words.mjs'
import { LOCAL, PROGRAM, USER, choose, curl, fill, opened, picture, send, shown } from './browser.mjs'

test('a reply is text, whatever is in it', async t => {
  const page = await opened(t, PROGRAM)
  const reply = await send(page, { path: '/html' })
  assert.equal(reply.status, 200)
  assert.equal(reply.text, await curl(page))
  assert.ok(reply.text.includes('<script>') && reply.text.includes('onerror'))
  assert.equal(await page.evaluate(() => window.acted), undefined)
  assert.equal(await page.locator('#reply *').count(), 0)
  assert.ok(await page.locator('#reply').isVisible())
})

test('JSON is set in lines as it was written', async t => {
  const page = await opened(t, PROGRAM)
  const { text } = await send(page, { path: '/numbers' })
  assert.ok(text.includes('"id": 12345678901234567890,\n  "e": {},\n  "l": [],\n  "t": "a, \\"b\\": {c}",\n  "n": [\n    1,\n    {\n'), text)
  assert.deepEqual(JSON.parse(text), JSON.parse(await curl(page)))
})

test('a long reply is cut, an empty one is said to be empty', async t => {
  const page = await opened(t, PROGRAM)
  const long = await send(page, { path: '/long' })
  assert.match(long.outcome, /Cut after 1 MiB\.$/)
  assert.equal(long.text.length, 1024 * 1024)
  assert.match((await send(page, { method: 'POST', path: '/nothing' })).outcome, /^200 OK · .*The reply is empty\.$/)
  assert.ok(!(await page.locator('#reply').isVisible()))
  assert.equal((await send(page, { method: 'HEAD', path: '/context' })).status, 200)
})

test('a path that has another method says which', async t => {
  const page = await opened(t, PROGRAM)
  assert.match((await send(page, { method: 'GET', path: '/nothing' })).outcome, /^405 Method Not Allowed · .*This path has other methods: POST$/)
  assert.match((await send(page, { method: 'DELETE', path: '/echo' })).outcome, /: POST, PUT$/)
  assert.doesNotMatch((await send(page, { method: 'GET', path: '/nowhere' })).outcome, /methods/)
})

const EVENTS = [
  `{"it's":"a \\"quoted\\" 'word' \`id\` $HOME $(id) \\\\ \\n ! %s & | ; < > * ? ~ #"}`,
  `"'"`,
  `"''\\\\'' $'\\\\''"`,
  '{\n  "lines": [1,\n\t2],\n  "文字": "你好 🙂"\n}\n',
  '"@/etc/passwd"',
  '-1',
]

for (const event of EVENTS) {
  test(`the curl line sends what the page sends: ${JSON.stringify(event)}`, async t => {
    const page = await opened(t, PROGRAM)
    for (const method of ['POST', 'PUT']) {
      // The query is made to be taken for a pattern, or for a second command.
      await send(page, { method, path: `/echo?x=[1-3]{a,b}&y='$(id)'#part`, event })
      assert.equal(await curl(page), event)
      const reply = (await shown(page)).text
      assert.deepEqual(JSON.parse(reply), JSON.parse(event))
    }
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.locator('#copy').click()
    await page.getByText('Copied').waitFor()
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await page.locator('#curl').textContent())
  })
}

test('what cannot be sent is said before it is sent', async t => {
  const page = await opened(t, PROGRAM)
  const sent = []
  page.on('request', request => request.url().includes('_wxctx') || sent.push(request.url()))
  await fill(page, { method: 'POST', path: '/echo', event: '{"a": 1,}' })
  assert.match(await page.locator('#event-mistake').textContent(), /^This is no JSON: .+/)
  assert.equal(await page.locator('#event').getAttribute('aria-invalid'), 'true')
  assert.ok(await page.locator('#copy').isDisabled())
  await page.locator('button[type=submit]').click()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'event')
  await picture(page, 'mistake')
  await fill(page, { event: '' })
  for (const path of ['', 'echo', '//evil.example/', '/\\evil.example/', 'https://evil.example/', 'javascript:alert(1)', ' /echo']) {
    await fill(page, { path })
    await page.keyboard.press('Control+Enter')
    assert.equal(await page.locator('#path-mistake').textContent(), 'A path of this server, starting with one /', path)
  }
  await fill(page, { path: '/context', 'x-wx-openid': 'ö' })
  await page.keyboard.press('Control+Enter')
  assert.equal(await page.locator('#x-wx-openid-mistake').textContent(), 'Only visible ASCII characters')
  assert.deepEqual(sent, [])
  await fill(page, { 'x-wx-openid': '' })
  assert.equal(await page.locator('[aria-invalid]').count(), 0)
  assert.equal((await send(page)).status, 200)
})

test('it is used with the keyboard alone', async t => {
  const page = await opened(t, PROGRAM)
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement
      const around = at.closest('.kinds label') ?? at
      const { outlineStyle, outlineWidth } = getComputedStyle(around)
      return { id: at.id || at.className || at.value || at.tagName.toLowerCase(), seen: outlineStyle !== 'none' && parseInt(outlineWidth, 10) >= 2 }
    })
  const order = []
  for (;;) {
    await page.keyboard.press('Tab')
    const { id, seen } = await focused()
    if (order.includes(id) || id === 'body') break
    assert.ok(seen, `${id} shows that it has the focus`)
    order.push(id)
  }
  const fields = ['openid', 'from-openid', 'appid', 'from-appid', 'unionid', 'from-unionid', 'source'].map(name => `x-wx-${name}`)
  assert.deepEqual(order, ['own', ...fields, 'summary', 'method', 'path', 'primary', 'copy', 'curl', 'scroll'])

  await page.reload()
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowLeft')
  assert.equal(await page.locator('input[name=kind]:checked').inputValue(), 'local')
  for (let presses = 0; presses < 9; presses++) await page.keyboard.press('Tab')
  await page.keyboard.type('POST')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('/context')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('{"a":1}')
  await page.keyboard.press('Control+Enter')
  await page.locator('#outcome.good').waitFor()
  assert.deepEqual(JSON.parse((await shown(page)).text), LOCAL)
  assert.match(await page.locator('#curl').textContent(), /--data-raw '\{"a":1\}'$/)
  // Enter sends too where no line can be written.
  await page.locator('#path').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('/nothing')
  await page.keyboard.press('Enter')
  await page.getByText('The reply is empty.').waitFor()
})

test('every field has a name that is read out', async t => {
  const page = await opened(t, PROGRAM)
  const unnamed = await page.locator('input, select, textarea').evaluateAll(all => all.filter(field => field.labels.length === 0).length)
  assert.equal(unnamed, 0)
  const ids = await page.locator('[aria-labelledby], [aria-describedby]').evaluateAll(all =>
    all.flatMap(at => `${at.getAttribute('aria-labelledby') ?? ''} ${at.getAttribute('aria-describedby') ?? ''}`.trim().split(/\s+/)),
  )
  for (const id of ids) assert.equal(await page.locator(`#${id}`).count(), 1, id)
})

test('it is read in Chinese and in English', async t => {
  assert.deepEqual(Object.keys(words('zh')), Object.keys(words('en')))
  for (const [locale, lang, title] of [
    ['zh-CN', 'zh-CN', 'wxctx 控制台'],
    ['zh-TW', 'zh-CN', 'wxctx 控制台'],
    ['en-GB', 'en', 'wxctx console'],
    ['fr-FR', 'en', 'wxctx console'],
  ]) {
    const page = await opened(t, PROGRAM, { locale })
    assert.equal(await page.locator('html').getAttribute('lang'), lang, locale)
    assert.equal(await page.title(), title)
    const known = Object.values(words(lang.slice(0, 2)))
    for (const text of await page.locator('[data-word]').allTextContents()) assert.ok(known.includes(text), text)
    if (lang === 'en') assert.ok(!/[\u4e00-\u9fff]/.test(await page.locator('main').innerText()))
    const radios = await page.locator('.kinds label').allTextContents()
    assert.equal(new Set(radios).size, 6)
    for (const kind of ['shared', 'nobody', 'timer']) {
      await choose(page, kind)
      assert.ok(known.includes(await page.locator('#kind-note').textContent()))
    }
    await choose(page, 'shared')
    assert.equal((await send(page, { path: '/context' })).status, 200)
    await picture(page, `${locale}-light`)
  }
})

/** The contrast of a text with the ground behind it, as WCAG counts it. */
const contrast = at => {
  const parts = color => color.match(/[\d.]+/g).map(Number)
  let ground = at
  while (parts(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement
  const light = color => {
    const [r, g, b] = parts(color).slice(0, 3).map(value => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [one, two] = [light(getComputedStyle(at).color), light(getComputedStyle(ground).backgroundColor)].sort((a, b) => b - a)
  return (one + 0.05) / (two + 0.05)
}

test('it is dark and light, and its texts stand out from their ground', async t => {
  const grounds = []
  for (const colorScheme of ['light', 'dark']) {
    const page = await opened(t, PROGRAM, { colorScheme })
    await choose(page, 'timer')
    await send(page, { path: '/client' })
    await page.locator('#calls .bad').first().waitFor()
    grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor))
    for (const selector of ['h1', 'header p', '.note', 'label', '.kinds label:has(:checked)', '#x-wx-appid', '#path', '.primary', '#copy', '#outcome', '#reply', '#curl', 'th', 'td', 'td.bad', '.reason code']) {
      const found = await page.locator(selector).first().evaluate(contrast)
      assert.ok(found >= 4.5, `${selector} in ${colorScheme}: ${found.toFixed(2)}`)
    }
    await picture(page, colorScheme)
    await choose(page, 'own')
    await send(page, { method: 'POST', path: '/context', event: '{\n  "name": "wxctx"\n}' })
    await picture(page, `${colorScheme}-own`)
  }
  assert.notEqual(grounds[0], grounds[1])
})

test('it fits a small screen', async t => {
  for (const [width, locale, colorScheme] of [[360, 'en-US', 'light'], [360, 'zh-CN', 'dark'], [768, 'en-US', 'dark']]) {
    const page = await opened(t, PROGRAM, { viewport: { width, height: 740 }, locale, colorScheme })
    await choose(page, 'chain')
    await send(page, { path: '/context' })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(wide <= width, `${wide} in ${width}`)
    await picture(page, `narrow-${width}-${locale}`)
  }
})

test('it asks for nothing outside and keeps nothing', async t => {
  const page = await opened(t)
  const asked = []
  page.on('request', request => asked.push(new URL(request.url()).origin))
  await page.goto(`${PROGRAM}/_wxctx`)
  await send(page, { path: '/context' })
  assert.deepEqual([...new Set(asked)], [PROGRAM])
  assert.deepEqual(await page.context().cookies(), [])
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0)
  assert.ok(!(await page.content()).includes(USER.OPENID.repeat(2)))
})

test('its policy refuses what is put into the page', async t => {
  const page = await opened(t, PROGRAM, { complains: true })
  const refused = await page.evaluate(async () => {
    const violations = []
    document.addEventListener('securitypolicyviolation', event => violations.push(event.effectiveDirective))
    const style = document.createElement('style')
    style.textContent = 'body { display: none }'
    document.body.append(style)
    const script = document.createElement('script')
    script.append('window.acted = 1')
    document.body.append(script)
    const picture = document.createElement('img')
    picture.src = 'http://127.0.0.1:9/x.png'
    document.body.append(picture)
    await fetch('http://127.0.0.1:9/').catch(() => {})
    for (const [name, act] of Object.entries({
      innerHTML: () => (document.body.innerHTML = '<p>'),
      src: () => (document.createElement('script').src = '/html'),
    })) {
      try {
        act()
      } catch {
        violations.push(name)
      }
    }
    await new Promise(resolve => setTimeout(resolve, 200))
    return violations
  })
  for (const name of ['style-src-elem', 'img-src', 'connect-src', 'innerHTML', 'src']) assert.ok(refused.includes(name), `${name} in ${refused}`)
  assert.equal(await page.evaluate(() => window.acted), undefined)
  assert.ok(await page.locator('#form').isVisible())
})
