/** Contacts as CSV (RFC 4180). Pure. */
import type { Contact } from './schemas.ts'

/** In this order. Which ones the real service has is not known (guessed). */
const columns = [
  'id',
  'display_name',
  'first_name',
  'last_name',
  'email',
  'area_code',
  'phone_number',
  'gender',
  'language',
  'time_zone',
  'title',
  'company_name',
  'location',
  'birthday',
  'remark',
  'labels',
  'channel_type',
  'channel_id',
  'business_unit_id',
  'created_at',
  'updated_at',
  'last_seen',
] as const satisfies (keyof Contact)[]

export function toCsv(contacts: readonly Contact[]): string {
  const rows = contacts.map((contact) =>
    columns.map((name) => cell([contact[name] ?? ''].flat().join('; '))).join(','),
  )
  return `${[columns.join(','), ...rows].join('\r\n')}\r\n`
}

/** What a spreadsheet would run as a formula: a number with its sign is none. */
const formula = /^(?:[=@\t\r]|[+-](?![\d\s().-]*$))/

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
