/** What a contract is made of, and what is found. */

/** What a gateway answers that it should not, or the other way round. */
export interface Difference {
  /** `status`, a header, or a place in the body: `data[0].created_at`. */
  at: string
  expected: string
  found: string
}

/** Names for what has been learnt of the gateway, ids above all. */
export type Known = Map<string, string>

/** Texts may hold names of what is known: `{conversation_id}`. */
export interface Call {
  /** Its operationId. */
  operation: string
  /** Whose credential it carries. Default: the token's. The contact's is known as `contact_token`. */
  as?: 'contact' | 'nobody'
  /** What has to be known beside what it names. */
  needs?: string[]
  /** Of its address, where they are not what is known by the name of the parameter. */
  params?: Record<string, string>
  query?: Record<string, string | number>
  body?: object
  /** The text of a file that is uploaded, instead of a body. */
  file?: string
}

/** One call, whose answer has to be what the operation declares. */
export interface Step extends Call {
  /** What is checked. Default `answer`. */
  what?: string
  /** Where its answer tells what later calls name: `data.*.id` is the first that there is. */
  learns?: Record<string, string>
  /** The same of what is only a part of a text: the pattern's first group. */
  learnsPart?: Record<string, [path: string, pattern: RegExp]>
  /** Learns only where these places of the answer are what is known by these names. */
  onlyIf?: Record<string, string>
  /** What holds beside the shape. */
  check?: (body: never, known: Known) => Difference[]
}

/** Calls whose answers have to agree. Asked again where they do not: others may write meanwhile. */
export interface Agreement {
  /** The operation that it is about. */
  operation: string
  what: string
  calls: Call[]
  compare: (bodies: never, known: Known) => Difference[]
  /** How long it may take until they agree, in milliseconds. Default: three attempts. */
  within?: number
}

/** A call that is refused as this gateway refuses it. */
export interface Mistake extends Call {
  what: string
}

export interface Check {
  what: string
  outcome: 'same' | 'different' | 'skipped'
  /** Why it was skipped. */
  why?: string
  /** `GET /v1/backend/account`, and the status of its answer. */
  asked?: string
  status?: number
  differences: Difference[]
}

export interface CheckedOperation {
  operation: string
  checks: Check[]
  /** Why its success is not checked. */
  left_out?: string
}

export interface ContractReport {
  url: string
  organization_id: string
  user_id: string
  writes: boolean
  started_at: string
  calls: number
  /** Numbers of checks. */
  same: number
  different: number
  skipped: number
  operations: CheckedOperation[]
}
