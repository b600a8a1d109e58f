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

/**
 * `v2/backend/X`, `backend/v2/X`, `channel-service/v2/X`, `platform/v2/X`, the deprecated
 * `v1/channel-service/v1/X`, the Python SDK's `v1/platform/X`, `private/backend/v1/X` of the TypeScript SDK, and a slip of the TypeScript SDK that
 * puts `backend` behind the service.
 */
const prefixed =
  /^\/(?:(v[123])\/(?:backend|platform)|(?:private\/)?backend\/(v[123])|platform\/(v[123])|(?:v1\/)?channel-service\/(v[123])(?:\/backend(?=\/))?)\/(.*)$/s

/** Resources an older front end asks for without any service in the address. */
const bare =
  /^\/v1\/((?:conversation_messages|team_conversations|conversations_activities|channels|contacts?|board|meilisearch)(?:\/.*)?)$/s

/** The SDKs' service for files: uploads of every kind, what was uploaded, and what was sent in a contact's conversations. */
const fileService =
  /^\/files\/(v[123])\/((?:account|teams|users|contacts|conversation_messages|messages)\/_fileupload|files\/chat\/[^/]+|contacts?\/[^/]+\/files)$/

/** What that service calls otherwise: the SDKs have both names of the one (that they mean one is guessed). */
const fileServiceNames: Record<string, string> = {
  'messages/_fileupload': 'conversation_messages/_fileupload',
}

/** Where today's clients have what the older ones call `board` and `meilisearch`. */
const dataBoard: [RegExp, (...parts: string[]) => string][] = [
  // No index is called so.
  [/^search\/multi$/, () => 'meilisearch/multi'],
  [/^search\/([^/]+?)$/, (index) => `meilisearch/${index}/search`],
  [/^search\/([^/]+?)\/fetch$/, (index) => `meilisearch/${index}/fetch`],
  [/^boards$/, () => 'board'],
  [/^boards\/by-contact\/([^/]+)$/, (contact) => `board_items/by-contact/${contact}`],
  [/^boards\/([^/]+)$/, (board) => `board/${board}`],
  [/^boards\/([^/]+)\/items$/, (board) => `board/${board}/board_items`],
  [/^boards\/([^/]+)\/items\/([^/]+)$/, (board, item) => `board/${board}/board_items/${item}`],
]

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
      const [, before, after, platform, channelService, resource = ''] = service
      // v1/channel-service exists for v1 only
      if (bearing.startsWith('/v1/channel-service/') && channelService !== 'v1') return path
      return declared(before ?? after ?? platform ?? channelService ?? 'v1', resource)
    }

    const legacy = bare.exec(bearing)
    if (legacy !== null) return declared('v1', legacy[1] ?? '')

    const file = fileService.exec(bearing)
    if (file !== null) {
      const [, version = 'v1', resource = ''] = file
      return declared(version, fileServiceNames[resource] ?? resource)
    }

    if (bearing.startsWith('/data-board/')) {
      const rest = bearing.slice('/data-board/'.length)
      for (const [form, resourceOf] of dataBoard) {
        const found = form.exec(rest)
        if (found !== null) return declared('v1', resourceOf(...found.slice(1)))
      }
    }

    return bearing
  }

  function declared(version: string, asked: string): string {
    // A word before what a board could be called.
    const resource = asked.replace(/^board\/by-contact\/(?=[^/]+$)/, 'board_items/by-contact/')
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
      return [
        declaredPath,
        `/backend/${version}/${resource}`,
        `/channel-service/${version}/${resource}`,
        `/platform/${version}/${resource}`,
        `/v1/${resource}`,
        `/files/${version}/${resource}`,
        ...dataBoardForms(resource),
      ].filter((form) => canonicalPath(form) === declaredPath)
    },
  }
}

/** The addresses of today's clients that may mean this resource. */
function dataBoardForms(resource: string): string[] {
  if (resource === 'meilisearch/multi') return ['/data-board/search/multi']
  const [, index, action] = /^meilisearch\/([^/]+)\/(search|fetch)$/.exec(resource) ?? []
  if (index !== undefined)
    return [`/data-board/search/${index}${action === 'fetch' ? '/fetch' : ''}`]
  const [, contact] = /^board_items\/by-contact\/(.+)$/s.exec(resource) ?? []
  if (contact !== undefined) return [`/data-board/boards/by-contact/${contact}`]
  const [, rest] = /^board(\/.*)?$/s.exec(resource) ?? []
  return resource.startsWith('board')
    ? [`/data-board/boards${(rest ?? '').replace('/board_items', '/items')}`]
    : []
}

function isReadable(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    // Bundlers leave out what nobody reads.
    return decodeURIComponent(path) !== ''
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
