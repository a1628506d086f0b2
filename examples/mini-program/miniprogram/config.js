module.exports = {
  /** The cloud environment that the service or function is deployed to. */
  environment: 'prod-1a2b3c',
  /** The name of the WeChat Cloud Run service. */
  service: 'mini-program',
  /** The name of the event cloud function, where the program runs as one. */
  function: 'mini-program'
}
