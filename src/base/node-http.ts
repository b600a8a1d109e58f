/**
 * Node's HTTP modules, not by an import: that reads every export of them, and one is the WebSocket of a
 * client, which brings all of `fetch` along. It would be a tenth of a start.
 */
export const http = process.getBuiltinModule('node:http')

/** Brings all of TLS along: for those who need it. */
export const https = () => process.getBuiltinModule('node:https')
