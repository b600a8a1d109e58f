import { get } from 'node:http'
import type { CliOptions } from './options.ts'

/**
 * For a container's health check: asks `/readyz`, without curl in the image.
 *
 * @returns the exit code: 0 if a gateway is ready there, else 1
 */
export async function checkHealth({ host, port }: CliOptions): Promise<number> {
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return new Promise((resolve) => {
    const request = get({ host: target, port, path: '/readyz', timeout: 2_000 }, (response) => {
      response.pipe(process.stdout)
      response.on('end', () => {
        process.stdout.write('\n')
        resolve(response.statusCode === 200 ? 0 : 1)
      })
    })
    request.on('timeout', () => request.destroy(new Error('no answer within 2 s')))
    request.on('error', (error) => {
      console.error(`imbrace-gateway-mock: no gateway at ${target}:${port} (${error.message})`)
      resolve(1)
    })
  })
}
