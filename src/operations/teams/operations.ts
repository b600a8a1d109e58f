/** What the operations of teams take and answer: validation, types and OpenAPI in one. */
import { Type } from '@sinclair/typebox'
import { commonFailures, Failure, PlainFailure } from '../../http/failure-schemas.ts'
import { ItemsOf, ListOf, NothingNested, pageQuery } from '../lists.ts'
import {
  MyTeam,
  sortableNames,
  Team,
  TeamDetail,
  TeamLabel,
  TeamListItem,
  TeamMode,
  TeamRoleName,
  TeamUser,
} from './schemas.ts'

const tags = ['teams']
const failures = { 400: Failure, 403: Failure, 404: Failure, ...commonFailures }
const plainFailures = {
  400: PlainFailure,
  403: PlainFailure,
  404: PlainFailure,
  ...commonFailures,
}
const search = Type.Optional(
  Type.String({ description: 'Only those with this in their name, in any case' }),
)
const sort = Type.Optional(
  Type.String({ description: `${sortableNames.join(', ')}; with - for downwards` }),
)
const ofTeam = Type.Object({ team_id: Type.String() })
const ofTeamUser = Type.Object({ team_id: Type.String(), team_user_id: Type.String() })

export const ListTeams = {
  operationId: 'listTeams',
  summary: 'List the teams of a business unit',
  tags,
  querystring: Type.Object({
    type: Type.Optional(
      Type.String({ description: '`business_unit_id`', examples: ['business_unit_id'] }),
    ),
    q: Type.Optional(
      Type.String({ description: 'The business unit', examples: ['bu_imbrace_testing'] }),
    ),
    search,
    ...pageQuery,
  }),
  response: { 200: ListOf(TeamListItem, NothingNested), ...plainFailures },
}

export const ListMyTeams = {
  operationId: 'listMyTeams',
  summary: 'List the teams that the calling user is in',
  tags,
  response: { 200: Type.Array(MyTeam), ...failures },
}

const teamUsers = {
  tags,
  querystring: Type.Object({
    type: Type.Optional(Type.String({ description: '`team_id`', examples: ['team_id'] })),
    q: Type.Optional(
      Type.String({
        description: 'The team',
        examples: ['t_4ffefd06-ab08-4035-9c21-6ab5e97271cf'],
      }),
    ),
    search,
    sort,
    ...pageQuery,
  }),
  response: { 200: ListOf(TeamUser, Type.Object({ team: Team })), ...plainFailures },
}

export const ListTeamUsers = {
  operationId: 'listTeamUsers',
  summary: 'List who is in a team; its managers see who is invited and who asks to be, too',
  ...teamUsers,
}

export const ListTeamUsersOfAnyState = {
  operationId: 'listTeamUsersOfAnyState',
  summary: 'List who has a part in a team, whoever asks',
  ...teamUsers,
}

export const ListUsersOfTeam = {
  operationId: 'listUsersOfTeam',
  summary: 'The same, by the team’s address',
  tags,
  params: ofTeam,
  querystring: Type.Object({ search, sort, ...pageQuery }),
  response: teamUsers.response,
}

export const ListInvitations = {
  operationId: 'listTeamInvitations',
  summary: 'List who is invited to a team; without one, the calling user’s invitations',
  tags,
  querystring: Type.Object({
    type: Type.Optional(Type.String({ description: '`team_id`' })),
    team_id: Type.Optional(Type.String()),
    ...pageQuery,
  }),
  response: { 200: ListOf(TeamUser, NothingNested), ...failures },
}

export const ListTeamLabels = {
  operationId: 'listTeamLabels',
  summary: 'List the labels of a team, 20 on a page and 200 at most',
  tags,
  params: ofTeam,
  querystring: Type.Object(pageQuery),
  response: { 200: ItemsOf(TeamLabel), ...failures },
}

const detail = { 200: TeamDetail, ...failures }

export const GetTeam = {
  operationId: 'getTeam',
  summary: 'Get a team with everybody who has a part in it',
  tags,
  params: ofTeam,
  response: detail,
}

const Name = Type.String({ pattern: '\\S' })
const given = {
  description: Type.Optional(Type.String()),
  icon_url: Type.Optional(Type.String()),
  mode: Type.Optional(TeamMode),
  is_disabled: Type.Optional(Type.Boolean()),
}

export const CreateTeam = {
  operationId: 'createTeam',
  summary: 'Make a team, which the calling user manages',
  tags,
  body: Type.Object({
    name: Name,
    business_unit_id: Type.Optional(
      Type.String({ description: 'Default: the first of the organization' }),
    ),
    ...given,
  }),
  response: detail,
}

export const UpdateTeam = {
  operationId: 'updateTeam',
  summary: 'Change a team; what is not sent stays as it is',
  tags,
  params: ofTeam,
  body: Type.Object({ name: Type.Optional(Name), ...given }),
  response: detail,
}

export const DeleteTeam = {
  operationId: 'deleteTeam',
  summary: 'Delete a team; its conversations stay, without a team',
  tags,
  params: ofTeam,
  // The real answer has no body, which the TypeScript SDK cannot read.
  response: { 200: Type.Object({}), ...failures },
}

const userIds = Type.Array(Type.String(), { description: 'Ids of users', minItems: 1 })

/** No enumeration: who is given a role that there is not is passed over, as at the gateway. */
const NewTeamUser = Type.Object({
  user_id: Type.String(),
  role: Type.Optional(Type.String({ description: '`member` or `admin`' })),
})

export const AddTeamUsers = {
  operationId: 'addTeamUsers',
  summary: 'Put users into a team, or give those who are in it another role',
  tags,
  body: Type.Object({
    team_id: Type.String(),
    users: Type.Optional(Type.Array(NewTeamUser, { minItems: 1 })),
    user_ids: Type.Optional(userIds),
  }),
  response: detail,
}

export const RemoveTeamUsers = {
  operationId: 'removeTeamUsers',
  summary: 'Take users out of a team',
  tags,
  body: Type.Object({ team_id: Type.String(), user_ids: userIds }),
  response: detail,
}

const named = Type.Object({ team_id: Type.String() })

export const JoinTeam = {
  operationId: 'joinTeam',
  summary: 'Go into a team as the calling user',
  tags,
  body: named,
  response: detail,
}

export const LeaveTeam = {
  operationId: 'leaveTeam',
  summary: 'Leave a team as the calling user',
  tags,
  body: named,
  response: detail,
}

export const RequestToJoinTeam = {
  operationId: 'requestToJoinTeam',
  summary: 'Ask to be in a team as the calling user',
  tags,
  params: ofTeam,
  body: Type.Unsafe<{ message?: string } | null>({
    ...Type.Object({ message: Type.Optional(Type.String({ description: 'Not kept' })) }),
    type: ['object', 'null'],
  }),
  response: detail,
}

export const ApproveTeamUser = {
  operationId: 'approveTeamUser',
  summary: 'Let somebody in who asks to be in a team',
  tags,
  params: ofTeamUser,
  response: detail,
}

export const AcceptTeamInvitation = {
  operationId: 'acceptTeamInvitation',
  summary: 'Come into a team to which one is invited',
  tags,
  params: ofTeamUser,
  response: detail,
}

export const SetTeamUserRole = {
  operationId: 'setTeamUserRole',
  summary: 'Make somebody a member or an admin of a team',
  tags,
  params: ofTeamUser,
  body: Type.Object({ role: TeamRoleName }),
  response: detail,
}
