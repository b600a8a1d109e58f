/** What signing in takes and answers (neighbours 3 and 12.1): validation, types and OpenAPI in one. */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure, FieldFailure } from '../../http/failure-schemas.ts'
import { Role, User } from '../users/schemas.ts'

/** Whatever is asked without a credential cannot lack one. */
const openFailures = { 400: FieldFailure, 413: Failure, 500: Failure }

const Email = Type.Optional(
  Type.String({
    description: 'In any case; spaces in it are taken out',
    examples: ['carmen.lau@example.com'],
  }),
)
const Password = Type.Optional(Type.String({ examples: ['secret'] }))
const Code = Type.Optional(Type.String({ description: 'Of the mail', examples: ['AAAAAA'] }))

const orNull = (said: { description?: string; examples?: string[] }) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], ...said })

const loginAccess = {
  object_name: Type.Literal('login_access'),
  id: Type.String({ description: 'The token again' }),
  token: Type.String({
    description: 'Chooses an organization, once, within three hours',
    examples: ['login_acc_6d1f4a0e-5a1c-4a8e-9f31-0d4a2b7c9e10'],
  }),
  email: Type.String(),
  expired_at: Type.String(),
}

/** Signed in, with no organization chosen yet. */
export const LoginAccess = Type.Object(loginAccess)
export type LoginAccess = Static<typeof LoginAccess>

export const OrganizationOfUser = Type.Object({
  organization_id: Type.String(),
  display_name: Type.String({ description: 'The organization’s name' }),
  icon_url: Type.String(),
  is_paid: Type.Boolean(),
  is_active: Type.Boolean(),
  role: Role,
  is_admin: Type.Boolean({ description: 'The role is owner or admin' }),
  status: Type.String({ description: 'Of the user in it' }),
  display_name_user: Type.String(),
  avatar_url: Type.String({ description: 'The user’s' }),
})
export type OrganizationOfUser = Static<typeof OrganizationOfUser>

const LoginAccessOfUser = Type.Object({
  ...loginAccess,
  user_id: Type.String(),
  organizations: Type.Array(OrganizationOfUser),
})

/** A session in one organization. */
export const Access = Type.Object({
  object_name: Type.Literal('access'),
  id: Type.String({ description: 'The token again' }),
  token: Type.String({ description: 'For x-access-token, for 30 days' }),
  refresh_token: Type.String(),
  user_id: Type.String(),
  expired_at: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
  creator: User,
})
export type Access = Static<typeof Access>

/** Answers of which clients read the status alone. The SDKs want JSON, which the real ones are not. */
const Nothing = Type.Object({})

const describe = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['sign-in'],
})

export const SignIn = {
  ...describe('signIn', 'Sign in with a password'),
  body: Type.Object({ email: Email, password: Password }),
  response: { 200: LoginAccess, ...openFailures },
}

export const Authenticate = {
  ...describe('authenticate', 'Sign in with a password or a code, and see one’s organizations'),
  // Null where a client has no value for what it may send.
  body: Type.Object({
    email: Email,
    password: Type.Optional(orNull({ examples: ['secret'] })),
    otp: Type.Optional(orNull({ description: 'Looked at where there is no password' })),
    provider_type: Type.Optional(orNull({ description: 'Refused: there are none' })),
  }),
  response: { 200: LoginAccessOfUser, ...openFailures },
}

export const RequestSignInCode = {
  ...describe('requestSignInCode', 'Ask for a code by mail: it stands in the log'),
  body: Type.Object({ email: Email }),
  response: { 200: Nothing, ...openFailures },
}

export const SignInWithCode = {
  ...describe('signInWithCode', 'Sign in with a code'),
  body: Type.Object({ email: Email, otp: Code }),
  response: { 200: LoginAccess, ...openFailures },
}

export const ListProviders = {
  ...describe('listSignInProviders', 'Other ways to sign in: none'),
  response: { 200: Type.Object({ providers: Type.Array(Type.String()) }), ...openFailures },
}

export const SignUp = {
  ...describe('signUp', 'Make a user, who belongs to no organization yet'),
  body: Type.Object({
    email: Email,
    password: Password,
    name: Type.Optional(Type.String()),
  }),
  response: { 200: Nothing, ...openFailures },
}

const OfEmail = Type.Object({ email: Email })

export const CheckSignUp = {
  ...describe('checkSignUp', 'Ask whether somebody has signed up'),
  querystring: OfEmail,
  response: { 200: Nothing, ...openFailures },
}

export const ResendSignUp = {
  ...describe('resendSignUp', 'Ask for the mail again: there is none, a new user is verified'),
  querystring: OfEmail,
  response: { 200: Nothing, ...openFailures },
}

export const ForgetPassword = {
  ...describe('forgetPassword', 'Ask for a token that resets the password: it stands in the log'),
  querystring: OfEmail,
  response: { 200: Nothing, ...openFailures },
}

export const ResetPassword = {
  ...describe('resetPassword', 'Set a new password'),
  body: Type.Object({
    token: Type.Optional(Type.String({ description: 'Of the mail, used once' })),
    password: Password,
  }),
  response: { 200: Nothing, ...openFailures },
}

const Choice = Type.Object({
  organization_id: Type.Optional(Type.String({ description: 'One of the user’s' })),
})
const accessAnswers = { 200: Access, ...commonFailures, 400: FieldFailure, 403: Failure }

export const CreateApiKey = {
  ...describe('createApiKey', 'Make an API key, which stands for the calling user'),
  body: Type.Object({
    expirationDays: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 36_500, description: 'Default 365' }),
    ),
    neverExpire: Type.Optional(
      Type.Boolean({ description: 'True: the key has no end, whatever `expirationDays` says' }),
    ),
  }),
  response: {
    200: Type.Object({
      apiKey: Type.Object({
        _id: Type.String({ description: 'The key, as `token` and `apiKey`' }),
        token: Type.String(),
        apiKey: Type.String({ description: 'For x-api-key' }),
        organization_id: Type.String(),
        user_id: Type.String(),
        is_active: Type.Boolean(),
        expired_at: Type.Union([Type.String(), Type.Null()], {
          description: 'Null: never',
        }),
        created_at: Type.String(),
        updated_at: Type.String(),
        is_temp: Type.Boolean(),
      }),
      expires_in: Type.Union([Type.Integer(), Type.Null()], {
        description: 'Seconds (guessed); null: never',
      }),
    }),
    400: Failure,
    403: Failure,
    ...commonFailures,
  },
}

export const ExchangeToken = {
  ...describe('exchangeToken', 'Choose an organization with the login token, which is used up'),
  body: Choice,
  response: accessAnswers,
}

export const SwitchOrganization = {
  ...describe('switchOrganization', 'Choose another organization with an access token'),
  body: Choice,
  response: accessAnswers,
}
