/**
 * Any address the real gateway answers -> the one address under which an operation is declared.
 *
 * The gateway mounts the same service under several prefixes (gateway facts 1.0), and its clients
 * use all of them. Pure: the same paths and the same URL in, the same URL out, nothing else looked at.
 */
import { learnVersions } from './versions.ts'

/** How addresses are read where certain operations are declared. */
export interface Addresses {
  /**
   * @param url path and query of a request, as received
   * @returns the canonical path with the query untouched; an address nobody knows comes back as it is
   */
  canonicalUrl(url: string): string
  /** @returns the addresses of a declared operation in its own version, the documented one first */
  formsOf(declaredPath: string): string[]
}

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
 * An operation answers under every version: one that it is not declared under means its lowest.
 *
 * @param declaredPaths of all operations, as routes have them: `/v2/backend/contacts/:id`
 */
export function createAddresses(declaredPaths: Iterable<string>): Addresses {
  const versionsOf = learnVersions(declaredPaths)

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
    if (search !== null) return declared('v1', `meilisearch/${search[1]}${search[2] ?? '/search'}`)

    return bearing
  }

  function declared(version: string, resource: string): string {
    const versions = versionsOf(resource)
    const meant = versions?.includes(version) ? version : (versions?.[0] ?? 'v1')
    return `/${meant}/backend/${resource}`
  }

  return {
    canonicalUrl(url) {
      const queryStart = url.indexOf('?')
      const path = queryStart === -1 ? url : url.slice(0, queryStart)
      return canonicalPath(path) + url.slice(path.length)
    },

    formsOf(declaredPath) {
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
    },
  }
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
