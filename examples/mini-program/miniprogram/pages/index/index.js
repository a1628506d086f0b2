const shop = require('../../shop')

Page({
  data: { orders: [] },

  async onShow () {
    await this.do(() => shop.signIn('Ann'))
    await this.refresh()
  },

  async order () {
    await this.do(() => shop.order('tea', 1))
    await this.refresh()
  },

  async cancel (event) {
    await this.do(() => shop.cancel(event.currentTarget.dataset.id))
    await this.refresh()
  },

  async refresh () {
    const orders = await this.do(shop.orders)
    if (orders) this.setData({ orders })
  },

  /** Shows what went wrong in the program's own words. */
  async do (work) {
    try {
      return await work()
    } catch (error) {
      wx.showToast({ title: error.message, icon: 'none' })
    }
  }
})
