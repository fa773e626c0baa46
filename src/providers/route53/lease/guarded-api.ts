// The API for work that is done under a lease: whoever no longer holds it changes nothing more, neither in the zone nor
// of what zones of the account share.
import type { Api } from '../api/api.ts'

const isRead = (operation: string): boolean => /^(?:Get|List)/.test(operation)

/** Makes it of the API as it is: `assertHeld` is asked before each request that changes something. */
export const guardedApi = (api: Api, assertHeld: () => void): Api => ({
  async call(operation, input, options) {
    if (!isRead(operation)) assertHeld()
    return api.call(operation, input, options)
  },
  close: () => api.close(),
})
