// Answers each environment on stdin, one JSON object a line, with what getWXContext() returns in a process that has exactly it.
'use strict'

const { readFileSync } = require('node:fs')
const cloud = require('wx-server-sdk')

const lines = readFileSync(0, 'utf8').split('\n').filter(line => line !== '')
const answers = lines.map(line => {
  // Its own object, not another one: what it makes of names and values is part of the answer.
  for (const name of Object.keys(process.env)) delete process.env[name]
  for (const [name, value] of Object.entries(JSON.parse(line))) process.env[name] = value
  return JSON.stringify(cloud.getWXContext())
})
process.stdout.write(answers.map(answer => answer + '\n').join(''))
