/** Sockets as the inbox and the widget open them, to a gateway on a real port. */
import { io, type Socket } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { type AppOptions, buildApp } from '../../src/index.ts'
import type { GatewayApp } from '../../src/options/gateway-app.ts'
import { ids, tokens } from '../helpers.ts'

export interface Heard {
  event: string
  payload: Record<string, unknown>
}

export interface Listening {
  socket: Socket
  heard: Heard[]
  /** What it has heard of one event. */
  of: (event: string) => Record<string, unknown>[]
}

export interface Place {
  app: GatewayApp & ReturnType<typeof import('../../src/app.ts').buildApp>
  url: string
}

/** A gateway of this test alone, on a port. */
export async function listen(options: AppOptions = {}): Promise<Place> {
  const app = buildApp({ presenceGraceMs: 50, ...options }) as Place['app']
  onTestFinished(async () => void (await app.close()))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, url }
}

interface Opened {
  auth?: object
  /** Default: the first organization of the default world. */
  namespace?: string
  path?: string
  query?: Record<string, string>
  extraHeaders?: Record<string, string>
  reconnection?: boolean
}

/** That of the channel's token. */
export const webChannel = 'imbrace_channel'

export const asUser = { access_token: tokens.user }

/** Connects, and collects all that it hears. Rejects with what a client is told of a refusal. */
export async function connect(
  { url }: Pick<Place, 'url'>,
  opened: Opened = {},
): Promise<Listening> {
  const { namespace = `/${ids.organization}`, path = '/ws', auth = asUser, ...more } = opened
  const socket = io(url + namespace, {
    path,
    auth,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...more,
  })
  onTestFinished(() => void socket.disconnect())
  const listening = collect(socket)
  await connected(socket)
  return listening
}

export function collect(socket: Socket): Listening {
  const heard: Heard[] = []
  socket.onAny((event: string, payload: Heard['payload']) => heard.push({ event, payload }))
  return {
    socket,
    heard,
    of: (event) => heard.filter((one) => one.event === event).map(({ payload }) => payload),
  }
}

export function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })
}

/** Asks over HTTP; fails for anything but 200. */
export async function ask(
  { app }: Pick<Place, 'app'>,
  method: 'GET' | 'POST',
  url: string,
  token: string,
  payload?: object,
): Promise<Record<string, unknown>> {
  const answer = await app.inject({ method, url, headers: { 'x-access-token': token }, payload })
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`)
  return answer.json() as Record<string, unknown>
}

export const send = (place: Pick<Place, 'app'>, token: string, text: string, more: object = {}) =>
  ask(place, 'POST', '/v1/backend/conversation_messages', token, { type: 'text', text, ...more })

/** A new guest of the web channel with a conversation: its contact's id is its credential. */
export async function newGuest(place: Pick<Place, 'app'>) {
  const made = await ask(place, 'POST', '/v1/backend/conversation', tokens.channel)
  return { conversation: String(made.id), contact: String(made.contact_id) }
}

/** A contact of the web channel that has no conversation yet. */
export function newContact({ app }: Pick<Place, 'app'>, id: string): string {
  app.world.database
    .prepare(`
      INSERT INTO contacts (id, organization_id, business_unit_id, channel_id, channel_type, display_name, created_at)
      SELECT ?, organization_id, business_unit_id, id, type, 'Nobody yet', '2024-01-01T00:00:00.000Z'
      FROM channels WHERE id = ?`)
    .run(id, webChannel)
  return id
}

export const online = async (place: Pick<Place, 'app'>, token: string = tokens.user) =>
  Number((await ask(place, 'GET', '/v2/backend/team_conversations/_views_count', token)).online)

/** Long enough for whatever was sent before to have come. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 60))
