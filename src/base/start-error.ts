/** Why a gateway cannot start (database, fixture, port), in one sentence that says the way out. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** An option that cannot be used; of a function this is known only when it is called. */
export class OptionError extends StartError {}
