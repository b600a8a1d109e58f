/** How many of the 32 bits of a word are set. */
export function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** A copy with room for `length` words. */
export function resized(words: Uint32Array, length: number): Uint32Array {
  const grown = new Uint32Array(length)
  grown.set(words)
  return grown
}
