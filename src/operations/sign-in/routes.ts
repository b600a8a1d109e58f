import type { FastifyPluginAsync } from 'fastify'
import { alreadyThere, invalidRequest, notKnown } from '../../http/errors.ts'
import type { World } from '../../worlds/world.ts'
import { agents } from '../directory/callers.ts'
import { declareOperation } from '../operation.ts'
import {
  enterOrganization,
  findByCode,
  findByPassword,
  findUser,
  readEmail,
  required,
} from './find-user.ts'
import * as schemas from './schemas.ts'

const login = '/v1/backend/login'
const access = '/v1/backend/access'

/**
 * Signing in (neighbours 3): a password or a code gives a login token, and that gives an access token for
 * one organization. What a mail would say stands in the log.
 */
export const signInRoutes: FastifyPluginAsync = async (app) => {
  const open = {
    callers: 'anybody',
    invalidRequest: 'Invalid JSON body',
    invalidField: 'body',
  } as const

  declareOperation(
    app,
    { method: 'POST', url: `${login}/sign_in`, ...open, schema: schemas.SignIn },
    async ({ world, body }) => {
      const email = readEmail(body.email)
      const password = required(body.password, 'password')
      return world.signIn.createLogin(findByPassword(world, email, password))
    },
  )

  declareOperation(
    app,
    { method: 'POST', url: `${login}/authenticate`, ...open, schema: schemas.Authenticate },
    async ({ world, body }) => {
      const password = body.password ?? ''
      const otp = body.otp ?? ''
      if ((body.provider_type ?? '') !== '') {
        throw invalidRequest(
          'Social authentication is not available',
          'provider_type: send password or otp in its place',
        )
      }
      const email = readEmail(body.email)
      // The published server takes no code; both SDKs send one here.
      const user =
        password === '' && otp !== ''
          ? findByCode(world, email, otp)
          : findByPassword(world, email, required(password, 'password'))
      return {
        ...world.signIn.createLogin(user),
        user_id: user.id,
        organizations: world.signIn.listOrganizations(user.id),
      }
    },
  )

  // An unknown address is refused as by sign_in: what the real one says is not known (guessed).
  declareOperation(
    app,
    {
      method: 'POST',
      url: `${login}/_signin_email_request`,
      ...open,
      schema: schemas.RequestSignInCode,
    },
    async ({ world, body, server, world_name }) => {
      const { email, sign_in_codes } = findUser(world, readEmail(body.email))
      server.inform(mail(world_name, `sign-in code for ${email}: ${sign_in_codes.join(' or ')}`))
      return {}
    },
  )

  // A code may be used again and again, so that a test can be repeated: the real one is used up.
  declareOperation(
    app,
    {
      method: 'POST',
      url: `${login}/_signin_with_email`,
      ...open,
      schema: schemas.SignInWithCode,
    },
    async ({ world, body }) => {
      const email = readEmail(body.email)
      return world.signIn.createLogin(findByCode(world, email, required(body.otp, 'otp')))
    },
  )

  declareOperation(
    app,
    { method: 'GET', url: `${login}/providers`, ...open, schema: schemas.ListProviders },
    async () => ({ providers: [] }),
  )

  declareOperation(
    app,
    { method: 'POST', url: `${login}/sign_up`, ...open, schema: schemas.SignUp },
    async ({ world, body }) => {
      const email = readEmail(body.email)
      const password = required(body.password, 'password')
      if (world.signIn.findByEmail(email) !== undefined) {
        throw alreadyThere('email', 'email: a user of this world has it')
      }
      world.signIn.signUp(email, password, body.name ?? email)
      return {}
    },
  )

  for (const [path, schema] of [
    ['sign_up/verify/check', schemas.CheckSignUp],
    ['sign_up/verify/resend', schemas.ResendSignUp],
  ] as const) {
    declareOperation(
      app,
      { method: 'GET', url: `${login}/${path}`, ...open, schema },
      async ({ world, query }) => {
        findSignedUp(world, readEmail(query.email))
        return {}
      },
    )
  }

  declareOperation(
    app,
    { method: 'GET', url: `${login}/forget`, ...open, schema: schemas.ForgetPassword },
    async ({ world, query, server, world_name }) => {
      const user = findSignedUp(world, readEmail(query.email))
      const { token } = world.signIn.createLogin(user)
      server.inform(mail(world_name, `token for a new password of ${user.email}: ${token}`))
      return {}
    },
  )

  declareOperation(
    app,
    { method: 'POST', url: `${login}/forget/reset`, ...open, schema: schemas.ResetPassword },
    async ({ world, body }) => {
      const token = required(body.token, 'token')
      const password = required(body.password, 'password')
      const known = world.directory.findLoginToken(token)
      if (known === undefined || known.expires_at <= world.clock().toISOString()) {
        throw notKnown('token', 'Not found', 'token: not one that login/forget logs, or expired', 6)
      }
      world.signIn.resetPassword(token, known.user_id, password)
      return {}
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: '/v1/backend/third_party_token',
      callers: agents,
      schema: schemas.CreateApiKey,
    },
    async ({ world, caller: { organization_id, user_id }, body }) => {
      const { expirationDays = 365, neverExpire = false } = body
      const days = neverExpire ? null : expirationDays
      const made = world.signIn.createApiKey(user_id, organization_id, days)
      const { apiKey, expired_at, created_at } = made
      return {
        apiKey: {
          _id: apiKey,
          token: apiKey,
          apiKey,
          organization_id,
          user_id,
          is_active: true,
          expired_at,
          created_at,
          updated_at: created_at,
          is_temp: false,
        },
        expires_in: days === null ? null : days * 86_400,
      }
    },
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${access}/_exchange_access_token`,
      callers: ['login'],
      invalidRequest: 'Invalid JSON body',
      invalidField: 'body',
      schema: schemas.ExchangeToken,
    },
    async ({ world, caller: { user_id, token }, body }) =>
      enter(world, user_id, body.organization_id, token),
  )

  declareOperation(
    app,
    {
      method: 'POST',
      url: `${access}/_exchange_access_token_with_access_token`,
      callers: ['user'],
      invalidRequest: 'Invalid JSON body',
      invalidField: 'body',
      schema: schemas.SwitchOrganization,
    },
    async ({ world, caller: { user_id }, body }) => enter(world, user_id, body.organization_id),
  )
}

function enter(world: World, userId: string, named: string | undefined, loginToken?: string) {
  const organization = enterOrganization(world, userId, named)
  const made = world.signIn.createAccess(userId, organization, loginToken)
  const creator = world.users.find(userId, organization)
  if (creator === undefined) throw new Error(`${userId} is not a user of ${organization}`)
  return { ...made, creator }
}

/** Here the code of an unknown address is 6, as the registry of codes has it. */
function findSignedUp(world: World, email: string) {
  const user = world.signIn.findByEmail(email)
  if (user === undefined) {
    throw notKnown('email', 'Not found', 'email: no user of this world has it', 6)
  }
  return user
}

/** A log of one world has no use for its name. */
function mail(world: string, text: string): string {
  return world === 'default' ? text : `${text} (in ${world})`
}
