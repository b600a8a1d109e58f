/** What agents see in a page of messages and contacts do not (neighbours 5). */
import type { CommentStore } from '../comments/store.ts'
import type { ConversationRow } from '../conversations/store.ts'
import type { UserStore } from '../users/store.ts'
import type { ListedRow } from './readers.ts'

export interface PageExtras {
  /** @returns a row's further members as JSON text, each behind a comma */
  of(row: ListedRow): string
  /** @returns the list's `nested` as JSON text, after all of its rows */
  nested(): string
}

/** To be made for each list: it gathers who wrote in it. */
export function pageExtras(
  conversation: ConversationRow,
  users: UserStore,
  comments: CommentStore,
): PageExtras {
  const { organization_id, contact_id } = conversation
  const writers = new Set<string>()
  return {
    of(row) {
      writers.add(row.from)
      let text = row.pinned === 1 ? ',"pinned":true' : ''
      const listed = row.comments_length > 0 ? comments.listOf(conversation, row.id) : []
      if (listed.length > 0) text += `,"comments":${JSON.stringify(listed)}`
      if (row.label_ids !== null) {
        text += `,"labels":${JSON.stringify(comments.labelsOf(conversation, row.label_ids))}`
      }
      return text
    },

    nested() {
      writers.delete(contact_id)
      const members = [...writers]
        .map((id) => users.findMember(id, organization_id))
        .filter((member) => member !== undefined)
      return JSON.stringify({
        users: Object.fromEntries(members.map((member) => [member.id, member])),
      })
    },
  }
}
