import type { Socket } from 'node:net'

/** A record of type handshake, of any version of TLS: no request begins so. Pure. */
export function isClientHello(bytes: Buffer | undefined): boolean {
  return bytes?.[0] === 0x16 && (bytes.length === 1 || bytes[1] === 0x03)
}

/** The address under which the socket's client would have been answered. */
export function plainAddress({ localAddress = '', localPort }: Socket): string {
  // IPv4 on a socket for both.
  const address = localAddress.replace(/^::ffff:(?=[\d.]+$)/, '')
  return `http://${address.includes(':') ? `[${address}]` : address}:${localPort}`
}
