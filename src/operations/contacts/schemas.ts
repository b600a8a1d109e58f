/** Contacts as the channel service shows them. */
import { type Static, Type } from '@sinclair/typebox'
import { ChannelType } from '../conversations/schemas.ts'

const Unknown = Type.Union([Type.String(), Type.Null()])

/** A customer (neighbours 12.5). What is not known is null. */
export const Contact = Type.Object({
  object_name: Type.Literal('contact'),
  id: Type.String(),
  _id: Type.String({ description: 'The id again' }),
  organization_id: Type.String(),
  business_unit_id: Type.String(),
  channel_id: Type.String(),
  channel_type: ChannelType,
  display_name: Type.String(),
  avatar_url: Type.String({ description: 'Empty for no picture' }),
  first_name: Unknown,
  last_name: Unknown,
  gender: Unknown,
  area_code: Unknown,
  phone_number: Unknown,
  language: Unknown,
  email: Unknown,
  remark: Unknown,
  time_zone: Unknown,
  last_seen: Unknown,
  created_at: Type.String(),
  updated_at: Unknown,
  title: Unknown,
  birthday: Unknown,
  location: Unknown,
  company_name: Unknown,
  position: Unknown,
  whatsapp_id: Unknown,
  facebook_id: Unknown,
  messenger_id: Unknown,
  wechat_id: Unknown,
  line_id: Unknown,
  instagram_id: Unknown,
  labels: Type.Array(Type.String()),
  additional_params: Type.Record(Type.String(), Type.Unknown(), {
    description: 'What the page sent along when the contact came',
  }),
  is_presence: Type.Boolean({ description: 'The contact is online' }),
})
export type Contact = Static<typeof Contact>
