/** What templates say, for those who send them. */
import type { Database } from 'better-sqlite3'
import { lazily } from '../../database/lazily.ts'

export function createTemplateLookup(database: Database) {
  const text = lazily(database)
    .prepare<[{ id: string; organization_id: string }], string>(`
    SELECT text FROM message_templates WHERE id = :id AND organization_id = :organization_id
    UNION ALL
    SELECT text FROM whatsapp_templates WHERE id = :id AND organization_id = :organization_id
    LIMIT 1`)
    .pluck()

  return {
    /** @returns undefined when the organization has no such template, of messages or of WhatsApp */
    textOf: (id: string, organizationId: string): string | undefined =>
      text.get({ id, organization_id: organizationId }),
  }
}
export type TemplateLookup = ReturnType<typeof createTemplateLookup>
