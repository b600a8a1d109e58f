/** Users as the platform shows them. */
import { type Static, Type } from '@sinclair/typebox'

/** What a user may do in an organization. */
export const roles = ['owner', 'admin', 'user', 'member', 'technician'] as const
export const Role = Type.Unsafe<(typeof roles)[number]>({ type: 'string', enum: [...roles] })

/** A user of an organization, with everything that is known (neighbours 12.1). */
export const User = Type.Object({
  object_name: Type.Literal('user'),
  id: Type.String(),
  internal_id: Type.String({ description: 'The id again' }),
  public_id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  email: Type.String({ description: 'Empty for a bot' }),
  role: Role,
  display_name: Type.String(),
  avatar_url: Type.String(),
  gender: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  area_code: Type.String(),
  phone_number: Type.String(),
  language: Type.String(),
  status: Type.String({
    description: '`active`, `invited`, `archived`, `deactivated` or `suspended`',
  }),
  is_bot: Type.Boolean(),
  is_admin: Type.Boolean({ description: 'The role is owner or admin' }),
  is_deleted: Type.Boolean(),
  is_archived: Type.Boolean(),
  is_active: Type.Boolean(),
  on_boarded: Type.Boolean(),
  team_ids: Type.Array(Type.String(), { description: 'The teams that the user is in' }),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type User = Static<typeof User>

/** How a user who has entered an organization stands to it. With all but the first, it is shut to him or her. */
export type Standing = 'active' | 'archived' | 'deactivated' | 'suspended'

/** A user in a conversation, with the teams in which he or she may be found. */
export const Member = Type.Object({
  object_name: Type.Literal('simple_user'),
  id: Type.String(),
  display_name: Type.String(),
  avatar_url: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  is_bot: Type.Boolean(),
  teams: Type.Array(
    Type.Object({
      team_id: Type.String(),
      team_name: Type.String(),
      team_user_role: Type.String({ description: '`member` or `admin`' }),
    }),
  ),
})
export type Member = Static<typeof Member>

/** What users say of themselves, as it is stored. */
export const profileFields = [
  'display_name',
  'avatar_url',
  'first_name',
  'last_name',
  'gender',
  'language',
  'area_code',
  'phone_number',
  'on_boarded',
] as const

const Given = Type.Optional(Type.String())

/** What is not sent stays as it is. */
export const profile = {
  display_name: Type.Optional(Type.String({ examples: ['Carmen Lau'] })),
  avatar_url: Given,
  first_name: Given,
  last_name: Given,
  gender: Given,
  language: Given,
  area_code: Given,
  phone_number: Given,
  on_boarded: Type.Optional(Type.Boolean()),
}
export const Profile = Type.Object(profile)
export type Profile = Static<typeof Profile>

const Count = Type.Integer({ minimum: 0 })

export const RoleCounts = Type.Object({
  owner: Count,
  admin: Count,
  user: Count,
  member: Count,
  technician: Count,
})
export type RoleCounts = Static<typeof RoleCounts>
