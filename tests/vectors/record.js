// Asks the official packages for the answer to every case of `*_more.json` and writes it down; says where a case of the other
// files is answered differently from what stands there. `NODE_PATH` has to lead to wx-server-sdk 4.0.2, @cloudbase/node-sdk
// 3.18.3 and @cloudbase/functions-framework 1.18.0.
'use strict'

const { execFileSync } = require('node:child_process')
const { readFileSync, writeFileSync } = require('node:fs')
const { isDeepStrictEqual } = require('node:util')

const sdk = require.resolve('wx-server-sdk')
const { parseContext } = require('@cloudbase/node-sdk/dist/utils/tcbcontext.js')
const { extractExtendedContextFromHeader } = require(`${require.resolve('@cloudbase/functions-framework')}/../invoker.js`)

// What a case adds to the end of its text, too long to be written out.
const padded = (text, { pad }) => (pad ? text + pad[0].repeat(pad[1]) : text)

const record = {
  // A process of its own, with exactly this environment.
  get_wx_context: ({ env }) => {
    const program = `console.log(JSON.stringify(require(${JSON.stringify(sdk)}).getWXContext()))`
    return { expected: JSON.parse(execFileSync(process.execPath, ['-e', program], { env })) }
  },
  parse_context: ({ context, pad }) => {
    const name = context.environment ? 'environment' : 'environ'
    const whole = typeof context[name] === 'string' ? { ...context, [name]: padded(context[name], { pad }) } : context
    try {
      return { expected: JSON.parse(JSON.stringify(parseContext(whole))) }
    } catch ({ name, code, message }) {
      return { expected: null, error: { name, code, message } }
    }
  },
  extended_context: item => ({
    expected: extractExtendedContextFromHeader({ 'x-cloudbase-context': padded(item.headers['x-cloudbase-context'], item) }, 'x-cloudbase-context')
  })
}

// As JSON of every language holds it: null where a text is no Unicode, a number is no double, or objects nest too deep.
const json = value => plain(JSON.parse(JSON.stringify(value)), 0)
const plain = (value, depth) => {
  if (typeof value === 'string') return value.isWellFormed() ? value : null
  if (typeof value !== 'object' || value === null) return value
  if (depth > 99) return null
  if (Array.isArray(value)) return value.map(element => plain(element, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, plain(element, depth + 1)]))
}

for (const [name, answer] of Object.entries(record)) {
  for (const item of JSON.parse(readFileSync(`${__dirname}/${name}.json`))) {
    const { expected } = json(answer(item))
    if (!isDeepStrictEqual(expected, item.expected)) console.log(name, item.name, expected, item.expected)
  }
  const file = `${__dirname}/${name}_more.json`
  const items = JSON.parse(readFileSync(file)).map(item => JSON.stringify({ ...item, ...json(answer(item)) }))
  writeFileSync(file, `[\n${items.join(',\n')}\n]\n`)
}
