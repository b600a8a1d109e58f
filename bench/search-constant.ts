/**
 * Stands for a Meilisearch that searches in no time: every search has the same 20 hits. All else,
 * the packets included, is the tests' own imitation. Started with a port.
 */
import { startStandIn } from '../test/search/meilisearch-stand-in.ts'

const hits = Array.from({ length: 20 }, (_, n) => ({
  _id: `msg_00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  doc_name: 'message',
  public_id: `msg_00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  organization_id: 'org_imbrace',
  business_unit_id: 'bu_imbrace_testing',
  conversation_id: 'conv_testing_conversation1',
  from: 'con_test_contact',
  type: 'text',
  content: { text: 'Is the blue armchair in stock again, and when could it be delivered to us?' },
  created_at: '2022-03-31T14:04:21.667Z',
  updated_at: '2022-03-31T14:04:21.667Z',
  fields_timestamp: {},
}))
const found = JSON.stringify({
  hits,
  query: 'armchair',
  processingTimeMs: 0,
  limit: 20,
  offset: 0,
  estimatedTotalHits: 20,
  requestUid: '0198d5b5-8f43-7c3b-a6de-5f7a4e1a4f2c',
})

await startStandIn({ port: Number(process.argv[2]), found })
