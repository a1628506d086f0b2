// The bootstrap of the event runtime, as @cloudbase/cli has it, fed with calls by a test. Whatever it assigns to process.env stays.
'use strict'

const { main } = require(process.argv[2])
const sdk = process.argv[3]

process.on('message', async ({ id, event, context }) => {
  const { environ, environment } = context
  for (const entry of (environ || '').split(';')) {
    if (entry === '') continue
    const [name, value] = entry.split('=', 2)
    process.env[name] = value
  }
  for (const [name, value] of Object.entries(environment ? JSON.parse(environment) : {})) process.env[name] = value
  const handed = Object.assign({ callbackWaitsForEmptyEventLoop: true, getContext () {}, done () {}, succeed () {}, fail () {} }, context)
  const started = process.hrtime.bigint()
  const settled = await main(event, handed).then(result => ({ result }), error => ({ thrown: String(error) }))
  const microseconds = Number((process.hrtime.bigint() - started) / 1000n)
  const getWXContext = sdk && require(sdk).getWXContext()
  process.send(Object.assign({ id, microseconds, getWXContext, waits: handed.callbackWaitsForEmptyEventLoop }, settled))
})
process.send('ready')
