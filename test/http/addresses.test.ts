import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { urlsOf } from '../../src/http/addresses.ts'
import { startGateway } from '../../src/index.ts'

const info = (address: string, internal = false) =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo

const machine = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  docker0: [info('172.17.0.1')],
  eth0: [info('192.168.1.20'), info('fe80::1'), info('2001:db8::20')],
  wlan0: [info('192.168.1.21'), info('169.254.3.4')],
}
const many = { eth0: Array.from({ length: 9 }, (_, n) => info(`10.0.0.${n}`)) }

test.each<[string, NodeJS.Dict<NetworkInterfaceInfo[]>, string[]]>([
  ['127.0.0.1', machine, ['http://127.0.0.1:9001']],
  ['localhost', machine, ['http://localhost:9001']],
  ['::1', machine, ['http://[::1]:9001']],
  ['192.168.1.20', machine, ['http://192.168.1.20:9001']],
  [
    '0.0.0.0',
    machine,
    ['http://127.0.0.1:9001', 'http://192.168.1.20:9001', 'http://192.168.1.21:9001'],
  ],
  [
    '::',
    machine,
    [
      'http://[::1]:9001',
      'http://192.168.1.20:9001',
      'http://192.168.1.21:9001',
      'http://[2001:db8::20]:9001',
    ],
  ],
  ['0.0.0.0', {}, ['http://127.0.0.1:9001']],
  [
    '0.0.0.0',
    many,
    ['127.0.0.1', '10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3'].map((ip) => `http://${ip}:9001`),
  ],
])('listening on %s', (host, interfaces, urls) => {
  expect(urlsOf(host, 9001, interfaces)).toEqual(urls)
})

test('each address of a gateway on all of them answers', async () => {
  await using gateway = await startGateway({ host: '0.0.0.0' })
  expect(gateway.urls[0]).toBe(gateway.url)
  for (const url of gateway.urls) expect((await fetch(`${url}/livez`)).status, url).toBe(200)
})
