/** Whom an e-mail, a password or a code stands for, and what is said where it stands for nobody. */
import {
  fieldRequired,
  invalidRequest,
  noEmail,
  notKnown,
  wrongPassword,
} from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'

/** @throws {ApiError} 400 code 1 for a field that is missing or empty */
export function required(value: string | undefined, field: string): string {
  if (value === undefined || value === '') throw fieldRequired(field)
  return value
}

/** @throws {ApiError} 400 code 1 for none, code 3 for what is no address */
export function readEmail(value: string | undefined): string {
  const email = required(value?.replace(/\s/g, ''), 'email')
  if (!/^[^@]+@[^@]+$/.test(email)) throw noEmail()
  return email
}

/** @throws {ApiError} 400 code 40004 where nobody has the address */
export function findUser({ signIn }: World, email: string) {
  const user = signIn.findByEmail(email)
  if (user === undefined) {
    throw notKnown('email', 'email not sign up.', 'email: no user of this world has it')
  }
  return user
}

/** @throws {ApiError} 400 code 40005 for another password */
export function findByPassword(world: World, email: string, password: string) {
  const user = findUser(world, email)
  if (!user.passwords.includes(password)) {
    throw wrongPassword('password: not one of the user’s: docs/fixtures.md says which they are')
  }
  return user
}

/** The code is 40000 (guessed); the gateway's own message says what is wrong. */
export function findByCode(world: World, email: string, code: string) {
  const user = findUser(world, email)
  if (!user.sign_in_codes.includes(code.trim().toUpperCase())) {
    throw invalidRequest('Invalid OTP', 'otp: not the code that login/_signin_email_request logs')
  }
  return user
}

/** How somebody stands to an organization who may not enter it any more. */
const gone = ['archived', 'deactivated', 'suspended']

/** @throws {ApiError} 400 for an organization that is not named, not the user's, or that shuts the user out */
export function enterOrganization(
  { signIn }: World,
  userId: string,
  named: string | undefined,
): string {
  const organization = required(named, 'organization_id')
  const status = signIn.findStatus(userId, organization)
  if (status === undefined) {
    throw notKnown(
      'organization_id',
      'User not found in this organization',
      `organization_id: ${organization} is none of the user’s`,
    )
  }
  if (gone.includes(status)) {
    throw invalidRequest('User is deactivated', `the user is ${status} in ${organization}`)
  }
  return organization
}
