import { forbidden, invalidRequest } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'

/**
 * The business unit that `type` and `q` name, null for the whole organization.
 *
 * @throws {ApiError} 400 for a type that is not known; 403 for another organization's business unit
 */
export function businessUnitOf(
  world: World,
  organizationId: string,
  type: string | undefined,
  q: string | undefined,
): string | null {
  if (type === undefined && (q === undefined || q === '')) return null
  if (type !== 'business_unit_id') {
    const reason = type === undefined ? 'q needs a type beside it' : `type: ${type} is not known`
    throw invalidRequest('Unknown query type', `${reason}: send type=business_unit_id`)
  }
  return checkBusinessUnit(world, organizationId, 'q', q)
}

/**
 * @param name of the parameter
 * @returns the id, null for the whole organization
 * @throws {ApiError} 403 for an unknown one and another organization's
 */
export function checkBusinessUnit(
  world: World,
  organizationId: string,
  name: string,
  q: string | undefined,
): string | null {
  if (q === undefined || q === '') return null
  if (!world.directory.hasBusinessUnit(q, organizationId)) {
    throw forbidden(
      'Invalid business Unit ID, or no permission',
      `${name}: no business unit ${q} in ${organizationId}`,
    )
  }
  return q
}
