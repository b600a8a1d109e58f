/** Stand-ins for texts: of the same length and kind of script, the same for the same, of no word that is one. */
import { createHmac } from 'node:crypto'
import { uuidOf } from '../base/stable-id.ts'

/** Letters that make no word of a language. What is of no other script is of the last. */
const scripts: [script: RegExp, letters: string][] = [
  [/\p{Script=Han}/u, '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥'],
  [/\p{Script=Hiragana}/u, 'ぬゑゐむへぽゆろ'],
  [/\p{Script=Katakana}/u, 'ヌヱヰムヘポユロ'],
  [/\p{Script=Hangul}/u, '뷁쀍꿹뙭쬃퀡'],
  [/\p{Script=Cyrillic}/u, 'щъыэфжюц'],
  [/\p{Script=Greek}/u, 'ξψφζχθω'],
  [/\p{Script=Arabic}/u, 'ظضغثذخ'],
  [/\p{Script=Hebrew}/u, 'צץקטזע'],
  [/\p{Script=Thai}/u, 'ฆฏฐฑฒฌ'],
  [/\p{Script=Devanagari}/u, 'ङञझढठऋ'],
  [/./u, 'qxzvkjwy'],
]

const address = /(?:https?|data|ftp):[^\s"'<>]+|[^\s@"'<>]+@[^\s@"'<>]+\.\p{L}{2,}/gu
/** `{{1}}`: what a template leaves open. */
const open = /(\{\{\d{1,2}\}\})/
const ending =
  /\.(png|jpe?g|gif|webp|svg|pdf|csv|txt|mp[34]|ogg|wav|webm|docx?|xlsx?|zip)(?:[?#].*)?$/i

export interface StandIns {
  text: (text: string) => string
  number: (number: number) => number
  /** Ids that say nothing stay. */
  id: (id: string) => string
}

/** @param key without it nobody can try what a stand-in stands for */
export function createStandIns(key: string): StandIns {
  const digest = (what: string, text: string) =>
    createHmac('sha256', key).update(`${what} ${text}`).digest()
  const hex = (what: string, text: string) => digest(what, text).toString('hex')

  const ofAddress = (text: string) => {
    const name = `x${hex('address', text).slice(0, 12)}`
    if (/^data:/i.test(text)) return 'data:,'
    if (!/^[a-z]+:/i.test(text)) return `${name}@example.com`
    return `https://example.com/${name}${ending.exec(text)?.[0].split(/[?#]/)[0]?.toLowerCase() ?? ''}`
  }

  const ofWords = (text: string, whole: string, from: number) => {
    let bytes = Buffer.alloc(0)
    let n = from
    const next = () => {
      if (n % 32 === 0 || bytes.length === 0) bytes = digest(`text ${Math.floor(n / 32)}`, whole)
      const byte = bytes[n % 32] ?? 0
      n += 1
      return byte
    }
    // A number begins with 0, which others do not.
    return text.replaceAll(/\p{N}+|[\p{L}\p{M}]/gu, (found) => {
      if (/\p{N}/u.test(found)) {
        return `0${[...found]
          .slice(1)
          .map(() => next() % 10)
          .join('')}`
      }
      const letters = [...(scripts.find(([script]) => script.test(found))?.[1] ?? 'x')]
      const letter = letters[next() % letters.length] ?? 'x'
      return /\p{Lu}/u.test(found) ? letter.toUpperCase() : letter
    })
  }

  const ofText = (text: string) => {
    let from = 0
    const words = (part: string) =>
      part
        .split(open)
        .map((piece, n) => {
          if (n % 2 === 1) return piece
          const written = ofWords(piece, text, from)
          from += piece.length
          return written
        })
        .join('')
    let written = ''
    let last = 0
    for (const { 0: found, index } of text.matchAll(address)) {
      written += words(text.slice(last, index)) + ofAddress(found)
      last = index + found.length
    }
    return written + words(text.slice(last))
  }

  return {
    text: ofText,
    number(number) {
      if (Math.abs(number) < 100) return number
      const digits = String(Math.trunc(Math.abs(number))).length
      const most = 10 ** Math.min(digits - 1, 12)
      return most + (Number.parseInt(hex('number', String(number)).slice(0, 12), 16) % (most * 9))
    },
    id(id) {
      if (saysNothing(id)) return id
      const prefix = /^(con|conv|tc|t|u|tu|tl|ch|msg|cm|act|cat|mt|wt|noti|brd|bi|org|bu)_/.exec(id)
      return `${prefix?.[0] ?? 'x_'}${uuidOf(hex('id', id))}`
    },
  }
}

const uuid = /^(?:[a-z]{1,5}_)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const saysNothing = (id: string) => uuid.test(id) || /^[0-9a-f]{24}$/.test(id) || id === ''
