/** Templates of an organization, by prepared SQL. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../base/clock.ts'
import type { NewId } from '../../base/ids.ts'
import { lazily } from '../../database/lazily.ts'
import type { ChangeLog } from '../conversations/changes.ts'
import type { Page } from '../lists.ts'
import type { MessageTemplate, WhatsappTemplate } from './schemas.ts'

/** Null: all. */
export interface TemplateFilter {
  organization_id: string
  business_unit_id: string | null
  /** Empty: all. */
  search: string
  /** An id or a name. */
  category: string | null
  language: string | null
}

interface TemplateRow
  extends Omit<MessageTemplate, 'object_name' | '_id' | 'category' | 'categories'> {
  category_id: string | null
  category_name: string | null
}

export interface WhatsappFilter {
  organization_id: string
  business_unit_id: string | null
  channel_id: string | null
  search: string
}

/** In which templates can be listed. */
export const templateOrders = [
  '-created_at',
  'created_at',
  '-updated_at',
  'updated_at',
  'title',
  '-title',
] as const
export type TemplateOrder = (typeof templateOrders)[number]

export interface TemplateChange {
  title?: string
  text?: string
  template_language?: string
  category_id?: string | null
}

export function createTemplateStore(
  database: Database,
  clock: Clock,
  newId: NewId,
  changes: ChangeLog,
) {
  const lazy = lazily(database)
  const found = `
    FROM message_templates t LEFT JOIN categories c ON c.id = t.category_id
    WHERE t.organization_id = :organization_id
      AND t.business_unit_id = coalesce(:business_unit_id, t.business_unit_id)
      AND (:search = '' OR instr(lower(t.title || ' ' || t.text), lower(:search)))
      AND (:category IS NULL OR c.id = :category OR c.name = :category)
      AND t.template_language = coalesce(:language, t.template_language)`
  const columns = `t.id, t.organization_id, t.business_unit_id, t.title, t.text,
    t.template_language, t.category_id, c.name AS category_name, t.created_at, t.updated_at`
  const list = lazy.prepare<[TemplateFilter & Page & { order: TemplateOrder }], TemplateRow>(`
    SELECT ${columns} ${found}
    ORDER BY
      CASE :order WHEN 'title' THEN lower(t.title) WHEN 'created_at' THEN t.created_at
        WHEN 'updated_at' THEN t.updated_at END,
      CASE :order WHEN '-title' THEN lower(t.title) WHEN '-updated_at' THEN t.updated_at
        ELSE t.created_at END DESC,
      t.rowid
    LIMIT :limit OFFSET :skip`)
  const count = lazy.prepare<[TemplateFilter], number>(`SELECT count(*) ${found}`).pluck()
  const one = lazy.prepare<[id: string, organizationId: string], TemplateRow>(`
    SELECT ${columns} FROM message_templates t LEFT JOIN categories c ON c.id = t.category_id
    WHERE t.id = ? AND t.organization_id = ?`)
  const remove = lazy.prepare<[id: string, organizationId: string]>(
    'DELETE FROM message_templates WHERE id = ? AND organization_id = ?',
  )
  const insert = lazy.prepare<
    [
      Omit<TemplateRow, 'category_name'> & {
        category_id: string | null
      },
    ]
  >(`
    INSERT INTO message_templates (id, organization_id, business_unit_id, title, text,
      template_language, category_id, created_at, updated_at)
    VALUES (:id, :organization_id, :business_unit_id, :title, :text,
      :template_language, :category_id, :created_at, :updated_at)`)
  const change = lazy.prepare<[TemplateRow]>(`
    UPDATE message_templates SET title = :title, text = :text,
      template_language = :template_language, category_id = :category_id, updated_at = :updated_at
    WHERE id = :id`)
  const foundOnWhatsapp = `
    FROM whatsapp_templates WHERE organization_id = :organization_id
      AND business_unit_id = coalesce(:business_unit_id, business_unit_id)
      AND (:channel_id IS NULL OR channel_id IS NULL OR channel_id = :channel_id)
      AND (:search = '' OR instr(lower(template_name || ' ' || text), lower(:search)))`
  const listOnWhatsapp = lazy.prepare<
    [WhatsappFilter & Page],
    Omit<WhatsappTemplate, 'object_name'>
  >(`
    SELECT id, template_name, text, language, status, organization_id, business_unit_id,
      created_at, updated_at ${foundOnWhatsapp}
    ORDER BY created_at DESC, rowid LIMIT :limit OFFSET :skip`)
  const countOnWhatsapp = lazy
    .prepare<[WhatsappFilter], number>(`SELECT count(*) ${foundOnWhatsapp}`)
    .pluck()

  return {
    list(
      filter: TemplateFilter,
      order: TemplateOrder,
      page: Page,
    ): { templates: MessageTemplate[]; count: number } {
      const templates = list.all({ ...filter, ...page, order }).map(toTemplate)
      return { templates, count: count.get(filter) ?? 0 }
    },

    find(id: string, organizationId: string): MessageTemplate | undefined {
      const row = one.get(id, organizationId)
      return row && toTemplate(row)
    },

    create: changes.transaction(
      (
        place: { organization_id: string; business_unit_id: string },
        template: TemplateChange & { title: string; text: string },
      ): MessageTemplate => {
        const now = clock().toISOString()
        const id = newId('message_template')
        const { title, text, template_language = 'en', category_id = null } = template
        const written = { title, text, template_language, category_id }
        insert.run({ ...place, id, ...written, created_at: now, updated_at: now })
        return toTemplate(one.get(id, place.organization_id) as TemplateRow)
      },
    ),

    /** @returns undefined where the organization has none of it */
    update: changes.transaction(
      (id: string, organizationId: string, news: TemplateChange): MessageTemplate | undefined => {
        const row = one.get(id, organizationId)
        if (row === undefined) return undefined
        change.run({ ...row, ...news, updated_at: clock().toISOString() })
        return toTemplate(one.get(id, organizationId) as TemplateRow)
      },
    ),

    /** @returns whether the organization had it */
    remove(id: string, organizationId: string): boolean {
      return remove.run(id, organizationId).changes === 1
    },

    listOnWhatsapp(
      filter: WhatsappFilter,
      page: Page,
    ): { templates: WhatsappTemplate[]; count: number } {
      const templates = listOnWhatsapp
        .all({ ...filter, ...page })
        .map((row) => ({ object_name: 'whatsapp_template' as const, ...row }))
      return { templates, count: countOnWhatsapp.get(filter) ?? 0 }
    },
  }
}
export type TemplateStore = ReturnType<typeof createTemplateStore>

function toTemplate({ category_id, category_name, ...row }: TemplateRow): MessageTemplate {
  const category = category_id === null ? null : { id: category_id, name: category_name ?? '' }
  return {
    object_name: 'message_template',
    id: row.id,
    _id: row.id,
    organization_id: row.organization_id,
    business_unit_id: row.business_unit_id,
    title: row.title,
    text: row.text,
    template_language: row.template_language,
    category,
    categories: category === null ? [] : [category],
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
