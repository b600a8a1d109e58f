import { notFound } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import type { AgentCaller } from '../directory/callers.ts'
import type { Contact } from './schemas.ts'

/** @throws {ApiError} 404 for a contact that the caller's organization does not have: the text is guessed */
export function findContact(world: World, caller: AgentCaller, id: string): Contact {
  return world.contacts.find(id, caller.organization_id) ?? unknownContact(id)
}

export function unknownContact(id: string): never {
  throw notFound('Contact not found', `no contact ${id} that the caller can see`)
}
