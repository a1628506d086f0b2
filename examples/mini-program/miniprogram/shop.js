const config = require('./config')

/** Calls the program as a WeChat Cloud Run service. The openid is not sent: WeChat's gateway adds it. */
async function call (method, path, data) {
  const { statusCode, data: reply } = await wx.cloud.callContainer({
    config: { env: config.environment },
    header: { 'X-WX-SERVICE': config.service, 'content-type': 'application/json' },
    method,
    path,
    data
  })
  // A path or a method that the program does not have is answered by axum, in plain text or with nothing.
  if (statusCode >= 400) throw Object.assign(new Error(reply?.message || reply || `status ${statusCode}`), { code: reply?.code })
  return reply
}

/** Calls the program as an event cloud function, over the bridge. The event says what is asked for; a path could stand in `$url`. */
async function send (action, data) {
  const { result } = await wx.cloud.callFunction({ name: config.function, data: { action, ...data } })
  // A reply may have a `status` of its own, as an order has; an error has a number there, and a code.
  if (result && typeof result.status === 'number' && result.code) throw Object.assign(new Error(result.message), { code: result.code })
  return result
}

module.exports = {
  signIn: name => call('PUT', '/user', { name }),
  orders: () => call('GET', '/orders'),
  order: (item, quantity) => call('POST', '/orders', { item, quantity }),
  cancel: id => call('POST', `/orders/${id}/cancel`),
  // The same by `callFunction`.
  ordersByEvent: () => send('list-orders'),
  orderByEvent: (item, quantity) => send('create-order', { item, quantity })
}
