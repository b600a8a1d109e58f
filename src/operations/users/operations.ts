/** What the operations of users take and answer: validation, types and OpenAPI in one. */
import { Type } from '@sinclair/typebox'
import { commonFailures, Failure, FieldFailure, PlainFailure } from '../../http/failure-schemas.ts'
import { ListOf, NothingNested, pageQuery } from '../lists.ts'
import { profile, Role, RoleCounts, type Standing, User } from './schemas.ts'

const tags = ['users']
const failures = { 400: Failure, 403: Failure, 404: PlainFailure, ...commonFailures }
const words = (description: string, examples: string[]) =>
  Type.Optional(Type.String({ description, examples }))

export const ListUsers = {
  operationId: 'listUsers',
  summary: 'List the users of the organization, bots aside',
  tags,
  querystring: Type.Object({
    search: words('Only those with this in their name or e-mail, in any case', ['carmen']),
    roles: words('Only these roles', ['owner,admin']),
    status: words('Only those who stand to the organization like this', ['active,invited']),
    sort: words(
      'created_at, updated_at, display_name, email, role or status, with - for downwards',
      ['-created_at'],
    ),
    ...pageQuery,
  }),
  response: { 200: ListOf(User, NothingNested), ...failures },
}

export const ListAllUsers = {
  operationId: 'listAllUsers',
  summary: 'List all owners and members of the organization at once',
  tags,
  response: { 200: Type.Array(User), ...failures },
}

export const GetUser = {
  operationId: 'getUser',
  summary: 'Get a user',
  tags,
  params: Type.Object({ user_id: Type.String() }),
  response: { 200: Type.Object({ data: User }), ...failures },
}

export const GetMe = {
  operationId: 'getCallingUser',
  summary: 'Get the calling user',
  tags,
  response: { 200: User, ...failures },
}

export const CountRoles = {
  operationId: 'countRoles',
  summary: 'Count the users of each role',
  tags,
  response: { 200: RoleCounts, ...failures },
}

/** No one can be made `invited`: it is here for clients that send back the whole user. */
const Status = Type.Unsafe<Standing | 'invited'>({
  type: 'string',
  enum: ['active', 'archived', 'deactivated', 'suspended', 'invited'],
})

export const UpdateUser = {
  operationId: 'updateUser',
  summary: 'Change a user; what is not sent stays as it is',
  tags,
  params: Type.Object({ user_id: Type.String() }),
  body: Type.Object({ ...profile, role: Type.Optional(Role), status: Type.Optional(Status) }),
  response: { 200: User, ...failures },
}

export const InviteUsers = {
  operationId: 'inviteUsers',
  summary: 'Invite people, who are active when they enter the organization',
  tags,
  body: Type.Object({
    users: Type.Optional(
      Type.Array(Type.Object({ email: Type.String(), role: Type.Optional(Role) })),
    ),
    emails: Type.Optional(Type.Array(Type.String())),
    role: Type.Optional(Role),
  }),
  response: {
    200: Type.Object({ data: Type.Array(User) }),
    ...failures,
    400: FieldFailure,
  },
}

export const ChangeUserRole = {
  operationId: 'changeUserRole',
  summary: 'Give a user another role in the organization',
  tags,
  body: Type.Object({ user_id: Type.String(), role: Role }),
  response: { 200: User, ...failures },
}

const action = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags,
  body: Type.Object({ user_id: Type.String() }),
  response: { 200: User, ...failures },
})

export const ArchiveUser = action('archiveUser', 'Put a user away, and end his or her sessions')
export const DeactivateUser = action(
  'deactivateUser',
  'Shut a user out, and end his or her sessions',
)
export const SuspendUser = action(
  'suspendUser',
  'Shut a user out for a time, and end his or her sessions',
)
export const ReactivateUser = action('reactivateUser', 'Let a user in again')
