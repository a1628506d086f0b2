// One instance of a function: its folder as it is uploaded, a runtime, and everything that it logs.
'use strict'

const { execFileSync, fork } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { setTimeout: sleep } = require('node:timers/promises')

const HANDLER = path.join(__dirname, '../../deploy/cloud-function/index.js')
const SDK = path.join(__dirname, '../peer/node_modules/wx-server-sdk')

class Instance {
  /** `variables` is what the platform starts the runtime with; `program` is in the folder, or nothing; or the folder is a `zip`. */
  constructor ({ variables = {}, program = process.env.PROGRAM, mode = 0o755, sdk = false, zip } = {}) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'function-'))
    if (zip) execFileSync('unzip', ['-q', zip, '-d', this.folder])
    else this.fill(program, mode)
    const env = { PATH: process.env.PATH, TMPDIR: this.folder, SCF_NAMESPACE: 'prod-1a2b3c', TENCENTCLOUD_RUNENV: 'SCF', ...variables }
    const args = [path.join(this.folder, 'index.js'), ...(sdk ? [SDK] : [])]
    // An older Node.js, as functions have, can be named.
    const execPath = process.env.FUNCTION_NODE || process.execPath
    this.runtime = fork(path.join(__dirname, 'runtime.js'), args, { execPath, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    this.log = ''
    for (const stream of [this.runtime.stdout, this.runtime.stderr]) stream.setEncoding('utf8').on('data', text => { this.log += text })
    this.answers = new Map()
    this.ready = new Promise(resolve => {
      this.runtime.on('message', message => message === 'ready' ? resolve() : this.answers.get(message.id)(message))
    })
    this.ended = new Promise(resolve => this.runtime.once('exit', resolve))
    this.calls = 0
  }

  fill (program, mode) {
    fs.copyFileSync(HANDLER, path.join(this.folder, 'index.js'))
    if (!program) return
    const place = path.join(this.folder, 'program')
    if (mode === 0o755) return fs.symlinkSync(program, place)
    fs.copyFileSync(program, place)
    fs.chmodSync(place, mode)
  }

  /** Everything about one call, as the runtime saw it. */
  async whole (event, context = {}) {
    await this.ready
    const id = ++this.calls
    const answered = new Promise(resolve => this.answers.set(id, resolve))
    const own = { request_id: `call-${id}`, time_limit_in_ms: 20000, memory_limit_in_mb: 256, function_version: '$LATEST', function_name: 'f', namespace: 'prod-1a2b3c' }
    this.runtime.send({ id, event, context: { ...own, ...context } })
    return answered
  }

  /** What the function returns. It never throws. */
  async call (event, context) {
    const { result, thrown } = await this.whole(event, context)
    if (thrown) throw new Error(thrown)
    return result
  }

  /** The lines that the bridge itself has logged; they come another way than the replies. */
  async bridge () {
    await sleep(50)
    return this.log.split('\n').filter(line => line.startsWith('wxctx: ')).map(line => line.slice('wxctx: '.length))
  }

  async process () {
    return this.call({ $url: '/process' })
  }

  async end () {
    this.runtime.kill('SIGKILL')
    await this.ended
    fs.rmSync(this.folder, { recursive: true, force: true })
  }
}

module.exports = { Instance, SDK }
