/** The addresses under which a listening server can be asked. */
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

/** A machine with many is one with many networks; a banner is no list of them. */
const most = 4

/** Bridges of containers and virtual machines lead to no other machine. */
const bridge = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel)/

/**
 * @param host what it listens on
 * @param interfaces those of this machine
 * @returns URLs: first the one that this machine uses; where `host` means all addresses, those of
 *   its networks follow, IPv4 before IPv6, because a phone can use these
 */
export function urlsOf(
  host: string,
  port: number,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): string[] {
  const isEvery = host === '0.0.0.0' || host === '::'
  const others = isEvery ? networkAddresses(interfaces, host) : []
  return [loopbackOf(host), ...others].map((address) => `http://${inUrl(address)}:${port}`)
}

/** An address of this machine that a client on it can ask. */
export function loopbackOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

function networkAddresses(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>, host: string): string[] {
  const all = Object.entries(interfaces)
    .filter(([name]) => !bridge.test(name))
    .flatMap(([, infos = []]) => infos)
    .filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
  const ofFamily = (wanted: string) =>
    all.filter(({ family }) => family === wanted).map(({ address }) => address)
  const addresses = host === '::' ? [...ofFamily('IPv4'), ...ofFamily('IPv6')] : ofFamily('IPv4')
  return [...new Set(addresses)].slice(0, most)
}

function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
