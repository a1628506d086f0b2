// Hands each call of an event cloud function to the Rust program beside this file, and its reply back: see README.md.
// For Node.js 12 and later, without dependencies.
'use strict'

const { spawn } = require('child_process')
const { randomBytes } = require('crypto')
const fs = require('fs')
const http = require('http')
const net = require('net')
const os = require('os')
const path = require('path')

const PROGRAM = path.join(__dirname, 'program')
/** How long before the time limit of a call its handler is dropped, in ms. */
const EARLY = 200
/** How long the program may then take to say so, in ms, before it is killed: no handler may thaw into the next call. */
const PATIENCE = 100
/** How long the end and the last words of a program are waited for, in ms, so that they are in the log before the reply. */
const LAST_WORDS = 100
/** How often a program that starts is tried to be reached, in ms. */
const RETRY = 2
/** The longest that a timer of Node.js waits, in ms. */
const LONGEST = 2 ** 31 - 1
/** The longest line of the program that is logged as one, in characters. */
const LINE = 64 * 1024

// A bootstrap writes the variables of every call into process.env and removes none, so the program gets what was there before the
// first call, and of that neither identity nor credentials.
const PRIVATE = /^(WX_|TCB_|QQ_|TENCENTCLOUD_SECRET)|SESSIONTOKEN$/i
const listed = `${process.env.WX_CONTEXT_KEYS || ''},${process.env.TCB_CONTEXT_KEYS || ''}`.split(',')
const environment = {}
for (const name of Object.keys(process.env)) {
  if (!PRIVATE.test(name) && !listed.includes(name)) environment[name] = process.env[name]
}

/** One process of the program, with a socket and a secret of its own. */
class Program {
  constructor () {
    this.hasAnswered = false
    this.isGone = false
    this.secret = randomBytes(32).toString('hex')
    this.directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wxctx-'))
    fs.chmodSync(this.directory, 0o700)
    this.socket = path.join(this.directory, 'socket')
    const env = Object.assign({}, environment, { WXCTX_BRIDGE: this.socket })
    try {
      this.child = spawn(this.executable(), [], { cwd: __dirname, env, stdio: 'pipe' })
    } catch (error) {
      this.clean()
      throw error
    }
    this.child.once('error', error => this.gone(`cannot be started: ${error.code}`))
    // Once its output was read, unless a process of its own keeps that open.
    const ended = (code, signal) => this.gone(`ended: ${signal === null ? code : signal}`)
    this.child.once('exit', (...how) => setTimeout(ended, LAST_WORDS, ...how).unref())
    this.closed = new Promise(resolve => this.child.once('close', (...how) => resolve(ended(...how))))
    // Its end is how the program learns that this process is gone.
    this.child.stdin.on('error', () => {})
    this.child.stdin.write(`${this.secret}\n`)
    forward(this.child.stdout, console.log)
    forward(this.child.stderr, console.error)
    // The program lives as long as this process, and does not keep it alive.
    for (const handle of [this.child, this.child.stdin, this.child.stdout, this.child.stderr]) handle.unref()
  }

  /** Where the program can be started: uploads from Windows lose the permission, and the function's own folder is read-only. */
  executable () {
    try {
      fs.accessSync(PROGRAM, fs.constants.X_OK)
      return PROGRAM
    } catch (error) {
      if (error.code !== 'EACCES') return PROGRAM
    }
    const copy = path.join(this.directory, 'program')
    fs.copyFileSync(PROGRAM, copy)
    fs.chmodSync(copy, 0o700)
    return copy
  }

  gone (how) {
    if (this.isGone) return
    this.isGone = true
    console.error(`wxctx: the program ${how}`)
    this.child.kill('SIGKILL')
    this.clean()
  }

  /** Until its end and its last words are logged, or as long as they are waited for. */
  async settled () {
    let timer
    await Promise.race([this.closed, new Promise(resolve => { timer = setTimeout(resolve, LAST_WORDS) })])
    clearTimeout(timer)
  }

  clean () {
    for (const name of ['socket', 'program']) {
      try { fs.unlinkSync(path.join(this.directory, name)) } catch (error) {}
    }
    try { fs.rmdirSync(this.directory) } catch (error) {}
  }

  /** A connection for one call; nothing was sent over it. */
  async connect (call) {
    for (;;) {
      if (this.isGone) {
        await this.settled()
        throw new Refusal('WXCTX_PROGRAM_GONE', 'the program does not run; its log says why', 503)
      }
      if (call.isOver) throw new Refusal('WXCTX_TIMED_OUT', 'the program did not start in time', 504)
      try {
        const connection = await connected(this.socket)
        this.hasAnswered = true
        return connection
      } catch (error) {
        // Until it listens it is starting, and then it has gone before its end was told. Anything else passes: too many open files, say.
        if (this.hasAnswered && ['ECONNREFUSED', 'ENOENT'].includes(error.code)) {
          await this.settled()
          this.gone(`does not answer${call.named}`)
        }
      }
      await new Promise(resolve => setTimeout(resolve, RETRY))
    }
  }

  /** Sends one envelope over one connection, once. */
  send (connection, envelope, call) {
    return new Promise((resolve, reject) => {
      const lost = async () => {
        await this.settled()
        reject(new Refusal('WXCTX_PROGRAM_LOST', 'the program ended during the call', 502))
      }
      call.onOver(() => {
        reject(new Refusal('WXCTX_TIMED_OUT', 'the handler took too long', 504))
        this.gone(`was killed, as it did not answer in time${call.named}`)
        connection.destroy()
      })
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(envelope),
        'x-wxctx-bridge': this.secret
      }
      const request = http.request({ method: 'POST', path: '/', headers, createConnection: () => connection })
      request.once('error', lost)
      request.once('response', response => {
        const chunks = []
        response.on('data', chunk => chunks.push(chunk))
        response.once('aborted', lost)
        response.once('error', lost)
        response.once('end', () => {
          try {
            const reply = JSON.parse(Buffer.concat(chunks).toString())
            if (response.statusCode === 200) return resolve(reply)
            reject(new Refusal(reply.code, reply.message, response.statusCode))
          } catch (error) {
            lost()
          }
        })
      })
      request.end(envelope)
    })
  }
}

function connected (socket) {
  return new Promise((resolve, reject) => {
    const connection = net.connect(socket)
    connection.once('error', reject)
    connection.once('connect', () => {
      connection.removeListener('error', reject)
      resolve(connection)
    })
  })
}

/** A failure that is returned, not thrown, as `callFunction` shows a thrown one as text. */
class Refusal extends Error {
  constructor (code, message, status) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** One call: its id, how a line of the log names it, and the time that it has. */
class Call {
  constructor (id, limit) {
    this.id = id
    this.named = id ? ` (${id})` : ''
    this.isOver = false
    // The platform's limits are whole seconds; what is less is no limit in ms (`tcb fn run` gives seconds).
    const milliseconds = Math.min(Number(limit), LONGEST - PATIENCE)
    if (!(milliseconds >= 1000)) return
    this.deadline = Date.now() + milliseconds - EARLY
    this.timer = setTimeout(() => {
      this.isOver = true
      if (this.over) this.over()
    }, milliseconds - EARLY + PATIENCE)
  }

  onOver (over) {
    if (this.isOver) over()
    this.over = over
  }

  end () {
    clearTimeout(this.timer)
    this.over = undefined
  }
}

/** Logs what the program writes, line by line. */
function forward (stream, log) {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', text => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    lines.forEach(line => log(line))
    if (rest.length > LINE) {
      log(rest)
      rest = ''
    }
  })
  stream.once('end', () => { if (rest !== '') log(rest) })
}

let program

/** A connection to the program, which is started anew where it has gone. */
async function connect (call) {
  if (program && !program.isGone) {
    const running = program
    try {
      return { program: running, connection: await running.connect(call) }
    } catch (error) {
      // It had gone and nobody knew: nothing of the call was sent, so another process may take it.
      if (!running.hasAnswered || call.isOver) throw error
    }
  }
  if (!program || program.isGone) program = new Program()
  const started = program
  return { program: started, connection: await started.connect(call) }
}

async function answer (event, context, call) {
  // That call's own variables and no others: what process.env holds may be an earlier caller.
  const variables = context.environment ? { environment: context.environment } : { environ: context.environ }
  const envelope = JSON.stringify(Object.assign(variables, {
    event: event === undefined ? null : event,
    requestId: call.id,
    deadline: call.deadline
  }))
  const { program, connection } = await connect(call)
  const reply = await program.send(connection, envelope, call)
  // Refused before it had an id, so the program has no line that leads here.
  if (call.id && reply && reply.requestId === '' && /^WXCTX_/.test(reply.code) && reply.status >= 300) {
    throw new Refusal(reply.code, reply.message, reply.status)
  }
  return reply
}

exports.main = async (event, context) => {
  context = context || {}
  // The program's output would keep the loop busy for ever.
  context.callbackWaitsForEmptyEventLoop = false
  const call = new Call(context.request_id, context.time_limit_in_ms)
  try {
    return await answer(event, context, call)
  } catch (error) {
    return refused(error, event, call)
  } finally {
    call.end()
  }
}

/** The reply of a call that the program did not answer, and its line in the log. */
function refused (error, event, call) {
  let why = ''
  if (!(error instanceof Refusal)) {
    why = `: ${error.code || error.name}`
    error = new Refusal('WXCTX_BRIDGE', 'the bridge failed; its log says why', 500)
  }
  const { code, message, status } = error
  console.error(`wxctx: ${code}${why}${call.named}`)
  const reply = { code, message, requestId: call.id, status }
  // HTTP access makes the response of what is returned.
  if (!event || typeof event.httpMethod !== 'string' || !event.requestContext) return reply
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { statusCode: status, headers, body: JSON.stringify(reply), isBase64Encoded: false }
}

process.once('exit', () => { if (program) program.clean() })

// In the time that the platform gives to loading.
try { program = new Program() } catch (error) { console.error(`wxctx: ${error.code || error.name}`) }
