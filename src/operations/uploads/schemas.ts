/** Files that clients upload, and how they are served back (neighbours 5 and 12.6). */
import { Type } from '@sinclair/typebox'
import { commonFailures, Failure } from '../../http/failure-schemas.ts'
import type { UploadForm } from './form.ts'

const binary = { type: 'string', format: 'binary' }
const File = Type.Unsafe<Buffer>(binary)

const UploadBody = Type.Object({
  file: Type.Unsafe<UploadForm['file']>({ ...binary, description: 'One file, not empty' }),
  destination: Type.Optional(
    Type.String({ description: 'The file’s type, where its part does not say a better one' }),
  ),
  create_thumbnail: Type.Optional(Type.String({ description: 'Taken, and nothing is made of it' })),
})

const uploading = {
  consumes: ['multipart/form-data'],
  body: UploadBody,
  response: {
    200: Type.Object({
      url: Type.String({ description: 'Absolute; opened without a credential' }),
    }),
    400: Failure,
    403: Failure,
    ...commonFailures,
  },
}

export const UploadMessageFile = {
  operationId: 'uploadMessageFile',
  summary: 'Upload a file, to send its address in a message',
  tags: ['messages'],
  ...uploading,
}

export const UploadAccountFile = {
  operationId: 'uploadAccountFile',
  summary: 'Upload a picture of oneself, to say its address in the account',
  tags: ['sign-in'],
  ...uploading,
}

export const UploadTeamFile = {
  operationId: 'uploadTeamFile',
  summary: 'Upload a picture of a team, to say its address in the team',
  tags: ['teams'],
  ...uploading,
}

export const UploadUserFile = {
  operationId: 'uploadUserFile',
  summary: 'Upload a picture of a user, to say its address in the user',
  tags: ['users'],
  ...uploading,
}

export const UploadContactFile = {
  operationId: 'uploadContactFile',
  summary: 'Upload a picture of a contact, or another file about it',
  tags: ['contacts'],
  ...uploading,
}

export const GetUploadedFile = {
  operationId: 'getUploadedFile',
  summary: 'Get an uploaded file',
  tags: ['messages'],
  produces: ['application/octet-stream'],
  params: Type.Object({ name: Type.String() }),
  response: {
    200: File,
    206: File,
    304: Type.Unsafe<undefined>({ description: 'The client has it already' }),
    404: Failure,
    500: Failure,
  },
}
