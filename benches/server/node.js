// The caller of a call as a cloud function in Node.js has it: wx-server-sdk over the variables of the process.
const http = require('node:http')
const cloud = require('../../tests/peer/node_modules/wx-server-sdk')

cloud.init()
Object.assign(process.env, {
  WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID,WX_UNIONID',
  WX_OPENID: 'oABCD0123456789_-abcdefghijk',
  WX_APPID: 'wx0123456789abcdef',
  WX_UNIONID: 'o6_bmasdasdsad6_2sgVt7hMZOPx0',
})
http.createServer((request, response) => {
  const { OPENID, APPID, UNIONID } = cloud.getWXContext()
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ openid: OPENID, appid: APPID, unionid: UNIONID }))
}).listen(Number(process.env.PORT), '127.0.0.1')
