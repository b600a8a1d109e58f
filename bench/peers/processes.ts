/** Stand-ins as child processes. */
import { spawn } from 'node:child_process'
import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf, stop, track, work } from '../servers.ts'
import type { Peer, PeerPage } from './kinds.ts'

/** A start that takes longer has failed. */
const startLimitMs = 30_000

/** From the spawn to the first page, in milliseconds. */
export async function timeStart(peer: Peer, port: number, database: string): Promise<number> {
  const { milliseconds, stop } = await startPeer(peer, port, database)
  await stop()
  return milliseconds
}

export async function startPeer(peer: Peer, port: number, database: string) {
  const began = performance.now()
  // Their output goes nowhere: what the gateway writes to its log is a part of what it does.
  const child = track(
    spawn(process.execPath, peer.command(port, database), { cwd: work, stdio: 'ignore' }),
  )
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(url, peer.first))) {
    if (child.exitCode !== null) throw new Error(`${peer.name} ended with ${child.exitCode}`)
    if (performance.now() - began > startLimitMs) throw new Error(`${peer.name} does not answer`)
    await sleep(2)
  }
  return {
    milliseconds: performance.now() - began,
    memory: () => memoryOf(child.pid),
    /** The page that is measured, filled by calls where the peer has no other way. */
    page: async () => ({ url, ...((await peer.fill?.(url)) ?? peer.first) }),
    stop: () => stop(child),
  }
}

function answers(url: string, { path, method, headers, body }: PeerPage): Promise<boolean> {
  return new Promise((resolve) => {
    const request = httpRequest(url + path, { method, headers, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode === 200))
    })
    request.on('error', () => resolve(false))
    request.end(body)
  })
}
