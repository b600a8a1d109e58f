/**
 * The calls that only read, in an order in which each finds what it names in the answers before. A `GET`
 * is not among them for its method: some make conversations, tokens or mails.
 */
import type { Operation } from '../operations/operation.ts'
import * as checks from './checks.ts'
import type { Agreement, Call, Step } from './types.ts'

const unit = { type: 'business_unit_id', q: '{business_unit_id}' }
const team = { type: 'team_id', q: '{team_id}' }
const ofConversation = { conversation_id: '{conversation_id}' }
const asList = { skip: 0, limit: 20 }

/** The account comes first: it tells whether there is a gateway, and whose token it is. */
export const readingSteps: Step[] = [
  {
    operation: 'getAccount',
    learns: {
      user_id: 'id',
      organization_id: 'organization_id',
      index: 'organization_id',
      email: 'email',
    },
  },
  { operation: 'getGateway' },
  { operation: 'listSignInProviders' },
  { operation: 'checkSignUp', as: 'nobody', query: { email: '{email}' } },
  { operation: 'getCallingUser', check: checks.isKnown('id', 'user_id') },
  { operation: 'getUser', check: checks.isKnown('data.id', 'user_id') },
  { operation: 'listUsers', query: asList },
  { operation: 'listAllUsers' },
  { operation: 'countRoles' },
  { operation: 'listMyOrganizations', query: asList },
  { operation: 'listOrganizations', query: asList },
  { operation: 'listAllOrganizations' },
  { operation: 'getOrganization', check: checks.isKnown('data.id', 'organization_id') },
  { operation: 'listBusinessUnits', query: asList, learns: { business_unit_id: 'data.*.id' } },
  { operation: 'getBusinessUnit', check: checks.isKnown('data.id', 'business_unit_id') },
  { operation: 'listTeams', query: unit, learns: { team_id: 'data.*.id' } },
  { operation: 'listMyTeams' },
  { operation: 'getTeam', check: checks.isKnown('id', 'team_id') },
  { operation: 'listTeamUsersOfAnyState', query: team },
  { operation: 'listTeamUsers', query: team },
  { operation: 'listUsersOfTeam' },
  { operation: 'listTeamLabels' },
  { operation: 'listTeamInvitations' },
  { operation: 'listChannels', learns: { channel_id: 'data.*.id' } },
  {
    operation: 'listChannels',
    what: 'web channels',
    query: { type: 'web' },
    learns: { web_channel_id: 'data.*.id' },
  },
  { operation: 'countChannels' },
  { operation: 'getChannel', check: checks.isKnown('id', 'channel_id') },
  { operation: 'getWidgetChannel', as: 'nobody', params: { channel_id: '{web_channel_id}' } },
  { operation: 'getViewsCount', check: checks.checkViewsCount },
  { operation: 'getChannelCounts', query: { view: 'all' }, check: checks.checkChannelCounts },
  {
    operation: 'getTeamChannelCounts',
    query: { team_id: '{team_id}' },
    check: checks.checkChannelCounts,
  },
  {
    operation: 'listTeamConversations',
    query: { ...unit, view: 'all', ...asList },
    learns: {
      team_conversation_id: 'data.*.id',
      conversation_id: 'data.*.conversation_id',
      contact_id: 'data.*.contact_id',
    },
  },
  {
    operation: 'findTeamConversations',
    query: { type: 'conversation_id', q: '{conversation_id}' },
  },
  { operation: 'searchTeamConversations', query: { type: 'text', q: 'a', ...asList } },
  { operation: 'listOutstandingTeamConversations', query: { ...unit, ...asList } },
  { operation: 'getTeamConversation', check: checks.isKnown('id', 'team_conversation_id') },
  { operation: 'listTeamConversationUsers' },
  { operation: 'listConversations', query: asList },
  { operation: 'getConversation', check: checks.isKnown('id', 'conversation_id') },
  { operation: 'listAssignableTeams', query: ofConversation },
  { operation: 'listTeamObservers', query: ofConversation },
  { operation: 'listActivities' },
  {
    operation: 'listMessages',
    query: { ...ofConversation, ...asList },
    learns: { message_id: 'data.*.id' },
    check: checks.checkConversation,
  },
  {
    operation: 'listMessages',
    what: 'order',
    query: { ...ofConversation, ...asList },
    check: checks.checkOrder,
  },
  { operation: 'getOrPinMessage', check: checks.isKnown('id', 'message_id') },
  { operation: 'getMessageIndex' },
  { operation: 'listContacts', query: asList },
  { operation: 'searchContacts', query: { type: 'text', q: 'a', ...asList } },
  { operation: 'searchContactsByBody', body: { q: 'a', limit: 20, skip: 0 } },
  { operation: 'getContact', check: checks.isKnown('id', 'contact_id') },
  { operation: 'listContactConversations' },
  { operation: 'listContactFiles' },
  { operation: 'listFilesOfContact' },
  { operation: 'listContactComments' },
  { operation: 'listContactMessageComments' },
  { operation: 'exportContacts', query: { limit: 2 } },
  {
    operation: 'searchMessages',
    body: { q: '', limit: 3, offset: 1 },
    check: checks.checkSearched('', 3, 1),
  },
  {
    operation: 'fetchMessages',
    body: { filter: 'conversation_id = "{conversation_id}"', limit: 1000, offset: 0 },
    check: checks.checkFetched(1000, 0),
  },
  { operation: 'listBoards', learns: { board_id: 'data.*.id' } },
  { operation: 'getBoard', check: checks.isKnown('id', 'board_id') },
  {
    operation: 'listBoardItems',
    learns: { board_item_id: 'data.*.id', contact_id: 'data.*.contact_id' },
  },
  { operation: 'getBoardItem' },
  { operation: 'getBoardItemOfContact' },
  { operation: 'getContactByBoardItem' },
  { operation: 'searchMany', body: { queries: [{ indexUid: '{index}', q: '', limit: 1 }] } },
  { operation: 'listCategories', learns: { category_id: 'data.*.id' } },
  { operation: 'getCategory' },
  { operation: 'listMessageTemplates', query: unit, learns: { template_id: 'data.*.id' } },
  { operation: 'searchMessageTemplates', query: { type: 'text', q: 'a' } },
  { operation: 'getMessageTemplate' },
  { operation: 'listWhatsappTemplates', query: unit },
  { operation: 'listNotifications', query: asList },
]

export const readingOperations: ReadonlySet<string> = new Set(
  readingSteps.map(({ operation }) => operation),
)

const views: Call = { operation: 'getViewsCount' }
const viewsOfUnit: Call = { operation: 'getViewsCount', query: unit }

const statusViews = ['closed', 'rep needed', 'pending', 'overdue', 'yours']

export const readingAgreements: Agreement[] = [
  {
    operation: 'getViewsCount',
    what: 'as many as the channel counts and the list',
    calls: [
      views,
      { operation: 'getChannelCounts', query: { view: 'all' } },
      { operation: 'listTeamConversations', query: { view: 'all', limit: 1 } },
    ],
    compare: checks.compareCounts,
  },
  {
    operation: 'getTeamChannelCounts',
    what: 'as many as the views count and the list',
    calls: [
      viewsOfUnit,
      { operation: 'getTeamChannelCounts', query: { team_id: '{team_id}' } },
      {
        operation: 'listTeamConversations',
        query: { view: 'team', team_id: '{team_id}', limit: 1 },
      },
    ],
    compare: checks.compareTeamCounts,
  },
  ...statusViews.map(
    (view): Agreement => ({
      operation: 'getViewsCount',
      what: `as many as the list of ${view}`,
      calls: [
        viewsOfUnit,
        { operation: 'listTeamConversations', query: { ...unit, view, limit: 1 } },
      ],
      compare: checks.compareView(view),
    }),
  ),
]

/** The pages of every list that is read by `limit` and `skip`. */
export function pagesOf(operations: ReadonlyMap<string, Operation>): Agreement[] {
  return readingSteps.flatMap(({ operation, what, query, params }): Agreement[] => {
    const { querystring, response } = operations.get(operation)?.schema ?? {}
    const asks = querystring?.properties ?? {}
    const answers = response?.[200]?.properties ?? {}
    const isPaged = 'limit' in asks && 'skip' in asks && 'has_more' in answers
    if (!isPaged || what !== undefined) return []
    const calls = [0, checks.pageLimit, checks.beyond].map((skip) => ({
      operation,
      ...(params && { params }),
      query: { ...query, limit: checks.pageLimit, skip },
    }))
    return [{ operation, what: 'pages', calls, compare: checks.comparePages }]
  })
}
