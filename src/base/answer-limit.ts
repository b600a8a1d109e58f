/**
 * The longest answer that is sent, in bytes: 64 MiB. Answers have no other bound, because the gateway
 * has none; this one keeps a request from taking all memory. What would be longer is refused with
 * the operation's documented failure, and a reason that says so.
 */
export const answerLimit = 64 * 1024 * 1024
