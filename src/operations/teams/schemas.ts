/** Teams as the platform shows them. */
import { type Static, Type } from '@sinclair/typebox'

/** How agents come to a team's conversations. */
export const TeamMode = Type.Unsafe<'public' | 'grab' | 'round_robin'>({
  type: 'string',
  enum: ['public', 'grab', 'round_robin'],
})

/** A team (neighbours 12.1). `user_state` is how the one who asks stands to it. */
export const Team = Type.Object({
  object_name: Type.Literal('team'),
  id: Type.String(),
  _id: Type.String({ description: 'The id again' }),
  public_id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  name: Type.String(),
  mode: TeamMode,
  icon_url: Type.String(),
  description: Type.String(),
  is_default: Type.Boolean(),
  is_disabled: Type.Boolean(),
  is_delete: Type.Boolean(),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type Team = Static<typeof Team>
