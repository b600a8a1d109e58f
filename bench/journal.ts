/**
 * `npm run journal`: what the journal costs. The same build with it and with `--journal-size 0`, by turns;
 * then the memory after a tenth of many requests and after all of them.
 *
 * --servers NUMBER    with and without; default 4
 * --turns NUMBER      of each server, 1,500 requests each; default 24, 0 for none
 * --requests NUMBER   for the memory; default 1000000, 0 for none
 */
import { mkdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { printHeads, printInTurns, type Side } from './in-turns.ts'
import { channels, page, send, views } from './requests.ts'
import { copyOfDefaultWorld, prepare, startServer, work } from './servers.ts'
import { load } from './throughput.ts'

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '4' },
    turns: { type: 'string', default: '24' },
    requests: { type: 'string', default: '1000000' },
  },
})
const sizes = ['0', '1000'] as const
const flagsOf = (size: string) => ['--journal-size', size]

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
await prepare()

if (values.turns !== '0') {
  const sides: Side[] = sizes.map((size) => ({
    name: size === '0' ? 'without' : 'with',
    flags: flagsOf(size),
    database: (copy) => copyOfDefaultWorld(`journal-${size}-${copy}`),
  }))
  printHeads(sides)
  for (const [what, request] of Object.entries({ page, send })) {
    const extent = { servers: Number(values.servers), turns: Number(values.turns) }
    await printInTurns(what, request, sides, extent)
  }
}

const requests = Number(values.requests)
if (requests > 0) {
  console.log('\n| requests | journal | MiB after 10,000 | MiB after all | difference |')
  console.log('| --- | --- | --- | --- | --- |')
  const mixes = {
    'pages, views counts and channel counts': [page, views, channels],
    // What they write stays, in the database and in the search index: the rest of the growth is theirs.
    'pages, of 50 one message sent': [...Array.from({ length: 49 }, () => page), send],
  }
  for (const [what, mix] of Object.entries(mixes)) {
    for (const size of sizes.toReversed()) {
      const flags = flagsOf(size)
      const server = await startServer('gateway', copyOfDefaultWorld('memory'), { flags })
      try {
        await load(server, mix, { amount: 10_000 })
        const early = server.memory()
        await load(server, mix, { amount: requests - 10_000 })
        const late = server.memory()
        const cells = [early, late, late - early].map((mebibytes) => mebibytes.toFixed(1))
        console.log(`| ${[what, size, ...cells].join(' | ')} |`)
      } finally {
        await server.stop()
      }
    }
  }
}
