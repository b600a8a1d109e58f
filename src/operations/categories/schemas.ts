/** What templates are sorted by (neighbours 12.5). */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'

export const Category = Type.Object({
  _id: Type.String(),
  id: Type.String({ description: 'The id again' }),
  public_id: Type.String({ description: 'The id again' }),
  name: Type.String(),
  description: Type.String(),
  apply_to: Type.Array(Type.String()),
  is_default: Type.Boolean(),
  organization_id: Type.String(),
  is_deleted: Type.Boolean(),
  extra: Type.Object({}),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type Category = Static<typeof Category>

export const ListCategories = {
  operationId: 'listCategories',
  summary: 'List the categories of the organization',
  tags: ['templates'],
  querystring: Type.Object({
    search: Type.Optional(Type.String({ description: 'Only those with this in their name' })),
    sort: Type.Optional(Type.String({ description: '`-created_at`, or by name, the default' })),
    apply_to: Type.Optional(
      Type.String({ description: 'Only those for this', examples: ['message_template'] }),
    ),
  }),
  response: {
    200: Type.Object({ data: Type.Array(Category) }),
    400: Failure,
    403: Failure,
    ...commonFailures,
  },
}
