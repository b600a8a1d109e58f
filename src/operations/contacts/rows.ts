/** Contacts as they are stored, and as they are shown. */
import type { Contact } from './schemas.ts'

export interface ContactRow
  extends Omit<
    Contact,
    'object_name' | '_id' | 'avatar_url' | 'labels' | 'additional_params' | 'is_presence'
  > {
  avatar_url: string | null
  /** JSON, as `additional_params`. */
  labels: string
  additional_params: string
  is_presence: number
}

export const columns = [
  'id',
  'organization_id',
  'business_unit_id',
  'channel_id',
  'channel_type',
  'display_name',
  'avatar_url',
  'first_name',
  'last_name',
  'gender',
  'area_code',
  'phone_number',
  'language',
  'email',
  'remark',
  'time_zone',
  'last_seen',
  'created_at',
  'updated_at',
  'title',
  'birthday',
  'location',
  'company_name',
  'position',
  'whatsapp_id',
  'facebook_id',
  'messenger_id',
  'wechat_id',
  'line_id',
  'instagram_id',
  'labels',
  'additional_params',
] as const

/** Of the table `contacts` under its own name. */
export const contactColumns = `
  ${columns.join(', ')},
  EXISTS (SELECT 1 FROM conversations c WHERE c.contact_id = contacts.id AND c.is_presence)
    AS is_presence`

export function toContact({
  id,
  avatar_url,
  labels,
  additional_params,
  is_presence,
  ...row
}: ContactRow): Contact {
  return {
    object_name: 'contact',
    id,
    _id: id,
    avatar_url: avatar_url ?? '',
    ...row,
    labels: JSON.parse(labels),
    additional_params: JSON.parse(additional_params),
    is_presence: is_presence === 1,
  }
}
