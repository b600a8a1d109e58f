/** Stubs that come by another way than a call, which checks its body itself. */
import { checkedBy } from '../http/compilers.ts'
import { NewStub } from './schemas.ts'
import type { NewStub as NewStubType } from './types.ts'

/** What a stub may be, in one line. */
export const expectedStub =
  '{"method": "GET", "path": "/v1/backend/campaigns/{id}", "status": 200, "headers": {}, "body": {"id": "{{path.id}}"}, "override": false}, of which method and path are needed'

const check = checkedBy(NewStub, 'stub', expectedStub)

/** @throws {Refusal} 400, for what the schema does not take */
export function checkStub(sent: unknown): asserts sent is NewStubType {
  check(sent)
}
