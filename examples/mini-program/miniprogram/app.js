const { environment } = require('./config')

App({
  onLaunch () {
    wx.cloud.init({ env: environment })
  }
})
