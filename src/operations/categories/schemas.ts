/** What templates are sorted by (neighbours 12.5). */
import { type Static, Type } from '@sinclair/typebox'
import { CategoryFailure, commonFailures, Failure } from '../../http/failure-schemas.ts'

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

const tags = ['templates']
const failures = { 400: Failure, 403: Failure, 404: CategoryFailure, ...commonFailures }
const oneCategory = Type.Object({ category_id: Type.String() })

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const described = {
  description: Type.Optional(Type.String({ maxLength: 2_000 })),
  apply_to: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      maxItems: 20,
      examples: [['message_template']],
    }),
  ),
}

export const CreateCategory = {
  operationId: 'createCategory',
  summary: 'Make a category',
  tags,
  body: Type.Object({ name: Name, ...described }),
  response: { 200: Category, ...failures },
}

export const GetCategory = {
  operationId: 'getCategory',
  summary: 'Get a category',
  tags,
  params: oneCategory,
  response: { 200: Category, ...failures },
}

export const UpdateCategory = {
  operationId: 'updateCategory',
  summary: 'Change a category; what is not sent stays as it is',
  tags,
  params: oneCategory,
  body: Type.Object({ name: Type.Optional(Name), ...described }),
  response: { 200: Category, ...failures },
}
export type CategoryChange = Static<typeof UpdateCategory.body>

export const DeleteCategory = {
  operationId: 'deleteCategory',
  summary: 'Delete a category; its templates stay, in none',
  tags,
  params: oneCategory,
  response: {
    200: Type.Object({ message: Type.Literal('Category deleted successfully'), id: Type.String() }),
    ...failures,
  },
}
