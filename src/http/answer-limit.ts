/** The most bytes of an answer, 64 MB: a larger one is refused while it is built. */
export const answerLimit = 64 * 1024 * 1024
