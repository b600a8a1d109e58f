#!/usr/bin/env node
/** The command. Looks at Node first: the rest of the program cannot even be read by an older one. */
const needed = [22, 18] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `imbrace-gateway-mock: needs Node ${needed.join('.')} or later, this is ${process.versions.node}`,
  )
  process.exitCode = 3
} else {
  const { main } = await import('./cli.ts')
  await main(process.argv.slice(2), process.env)
}
