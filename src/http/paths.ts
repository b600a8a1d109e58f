/**
 * Any address the real gateway answers -> the one address under which an operation is declared.
 *
 * The gateway mounts the same service under several prefixes (gateway facts 1.0), and its clients
 * use all of them. Pure: the same URL in, the same URL out, nothing else looked at.
 */

/** Operations documented under other versions than v1. All others are declared under v1. */
const documentedVersions = new Map([
  ['team_conversations/_views_count', ['v2']],
  ['channels/_conv_count', ['v1', 'v2']],
])

/** What a path becomes whose percent-encoding is not that of UTF-8: no operation is declared here. */
export const unreadablePath = '/%EF%BF%BD'

/** `v2/backend/X`, `backend/v2/X`, `channel-service/v2/X`, and the deprecated `v1/channel-service/v1/X`. */
const prefixed =
  /^\/(?:(v[123])\/backend|backend\/(v[123])|(?:v1\/)?channel-service\/(v[123]))\/(.*)$/s

/** Resources an older front end asks for without any service in the address. */
const bare =
  /^\/v1\/((?:conversation_messages|team_conversations|channels|contacts|meilisearch)(?:\/.*)?)$/s

/** Today's clients search here. */
const dataBoard = /^\/data-board\/search\/([^/]+?)(\/fetch)?$/

/**
 * @param url path and query of a request, as received
 * @returns the canonical path with the query untouched; an address nobody knows comes
 *   back as it is
 */
export function canonicalUrl(url: string): string {
  const queryStart = url.indexOf('?')
  const path = queryStart === -1 ? url : url.slice(0, queryStart)
  return canonicalPath(path) + url.slice(path.length)
}

/** @returns the addresses of a declared operation in its own version, the documented one first */
export function addressForms(declaredPath: string): string[] {
  const [, version, resource] = /^\/(v\d)\/backend\/(.*)$/.exec(declaredPath) ?? []
  if (resource === undefined) return [declaredPath]
  const [, index, fetch] = /^meilisearch\/([^/]+)\/(?:search|(fetch))$/.exec(resource) ?? []
  return [
    declaredPath,
    `/backend/${version}/${resource}`,
    `/channel-service/${version}/${resource}`,
    `/v1/${resource}`,
    `/data-board/search/${index}${fetch ? '/fetch' : ''}`,
  ].filter((form) => canonicalPath(form) === declaredPath)
}

function canonicalPath(path: string): string {
  if (!isReadable(path)) return unreadablePath
  // The front ends' own dev proxies put /api in front and strip it again.
  const bearing = path.startsWith('/api/') ? path.slice('/api'.length) : path

  const service = prefixed.exec(bearing)
  if (service !== null) {
    const [, before, after, channelService, resource = ''] = service
    // v1/channel-service exists for v1 only
    if (bearing.startsWith('/v1/channel-service/') && channelService !== 'v1') return path
    return declared(before ?? after ?? channelService ?? 'v1', resource)
  }

  const legacy = bare.exec(bearing)
  if (legacy !== null) return declared('v1', legacy[1] ?? '')

  const search = dataBoard.exec(bearing)
  if (search !== null) return `/v1/backend/meilisearch/${search[1]}${search[2] ?? '/search'}`

  return bearing
}

function isReadable(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function declared(version: string, resource: string): string {
  const versions = documentedVersions.get(resource) ?? ['v1']
  return `/${versions.includes(version) ? version : versions[0]}/backend/${resource}`
}

const worldPrefix = /^\/_world\/([^/?#]*)/

/**
 * @param url as received
 * @returns the name before all else of the address, and the address without it; undefined where there
 *   is no such prefix
 */
export function splitWorld(url: string): { name: string; url: string } | undefined {
  // A look at two letters is all that most requests pay.
  if (url[1] !== '_' || url[2] !== 'w') return undefined
  const found = worldPrefix.exec(url)
  if (found === null) return undefined
  const rest = url.slice(found[0].length)
  return { name: found[1] ?? '', url: rest.startsWith('/') ? rest : `/${rest}` }
}
