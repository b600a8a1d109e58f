/** Organizations and their business units (neighbours 12.1): validation, types and OpenAPI in one. */
import { type Static, Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import { ListOf, NothingNested, pageQuery } from '../lists.ts'

export const Organization = Type.Object({
  object_name: Type.Literal('organization'),
  id: Type.String(),
  name: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
  is_active: Type.Boolean(),
  ai_settings: Type.Object({ allowed_models: Type.Array(Type.String()) }),
})
export type Organization = Static<typeof Organization>

export const BusinessUnit = Type.Object({
  object_name: Type.Literal('business_unit'),
  id: Type.String(),
  public_id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  name: Type.String(),
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type BusinessUnit = Static<typeof BusinessUnit>

const failures = { 400: Failure, 403: Failure, ...commonFailures }
const tags = ['sign-in']
const onlyActive = {
  is_active: Type.Optional(
    Type.String({ description: '`true` or `false`; all else: both', examples: ['true'] }),
  ),
}
const organizations = {
  tags,
  querystring: Type.Object({ ...pageQuery, ...onlyActive }),
  response: { 200: ListOf(Organization, NothingNested), ...failures },
}

export const ListMyOrganizations = {
  operationId: 'listMyOrganizations',
  summary: 'List the organizations of the one who has signed in',
  ...organizations,
}

/** The real one lists all there are. To see another's is of use to nobody here (guessed). */
export const ListOrganizations = {
  operationId: 'listOrganizations',
  summary: 'The same, as the SDKs ask for it while they sign in',
  ...organizations,
}

export const ListAllOrganizations = {
  operationId: 'listAllOrganizations',
  summary: 'List one’s organizations on one page, whose numbers the real server leaves at 0',
  tags,
  querystring: Type.Object(onlyActive),
  response: { 200: ListOf(Organization, NothingNested), ...failures },
}

export const GetOrganization = {
  operationId: 'getOrganization',
  summary: 'Get one of one’s organizations',
  tags,
  params: Type.Object({ organization_id: Type.String() }),
  response: { 200: Type.Object({ data: Organization }), ...failures, 404: Failure },
}

export const ListBusinessUnits = {
  operationId: 'listBusinessUnits',
  summary: 'List the business units of the organization',
  tags,
  querystring: Type.Object(pageQuery),
  response: { 200: ListOf(BusinessUnit, NothingNested), ...failures },
}

export const GetBusinessUnit = {
  operationId: 'getBusinessUnit',
  summary: 'Get a business unit',
  tags,
  params: Type.Object({ business_unit_id: Type.String() }),
  response: { 200: Type.Object({ data: BusinessUnit }), ...failures, 404: Failure },
}

export const CreateOrganization = {
  operationId: 'createOrganization',
  summary: 'Refused to everybody: organizations are not made here',
  tags,
  body: Type.Object({ name: Type.Optional(Type.String()) }),
  response: { 400: Failure, 403: Failure, ...commonFailures },
}
