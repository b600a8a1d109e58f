/** `vite` serves the front end, and passes its calls and sockets on to the gateway. */
const target = process.env.GATEWAY_URL ?? 'http://127.0.0.1:9001'

export default {
  server: {
    proxy: {
      '^/v[12]/': { target },
      '/ws': { target, ws: true },
    },
  },
}
