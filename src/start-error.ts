/** Why a gateway cannot start (database, fixture, port), in one sentence that says the way out. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
