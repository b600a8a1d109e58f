/** Messages as shops get them: a vocabulary of 60,000 words in six languages, the same each time. */
import SQLite from 'better-sqlite3'

export const vocabularySize = 60_000
export const conversations = 2_000
export const organization = 'org_imbrace'

interface Language {
  /** Of a hundred messages. */
  share: number
  words: number
  /** The most frequent words come first, as they are; the rest is made of the syllables. */
  frequent: string
  syllables: string
  /** Syllables in a word, at least and at most. */
  length: [number, number]
  between: string
}

const languages: Language[] = [
  {
    share: 50,
    words: 22_000,
    frequent:
      'the i to a you is it and for my of in on do have can not this with when order are we was please be that your at but delivery thank there will still what sofa would me how from so table which get if they chair any could address colour arrived broken number today store available refund price',
    syllables:
      'ab ac ad al am an ar be bo bra cal can car cen chi cle com con cre dan de den der dis do ed el em en er ex fa fer fi for ful ga gen gra hal har ic in ing ish ist ka lan le li ling lo ly man mar men mer min mo na ness ni or pa pen per pla por pre pro ra re ri ro sa sha ship si sta ta ten ter tion to tra un ver vi wa',
    length: [2, 4],
    between: ' ',
  },
  {
    share: 15,
    words: 10_000,
    frequent:
      'de la que el en y a los no un por con mi es una para lo me se está cuando pedido gracias del hola pero muy tienda mesa silla más envío quiero puede dirección mañana',
    syllables:
      'a ba be bi bo ca ce ción co cu da de di do e en es fa fi ga gue ha ía ja jo la le llo lo ma mi mo na ne ño o pa pe pla po que ra rá re ri ro sa se si ta te tra u va ve za',
    length: [2, 4],
    between: ' ',
  },
  {
    share: 13,
    words: 10_000,
    frequent:
      'ich die der und das ist nicht sie mit ein für es auf zu den eine wir bitte habe kann noch wann ihre lieferung tisch danke stuhl möchte bestellung über straße größe',
    syllables:
      'ab an auf be ber bruch burg dach ein er fach feld ge gung haus heit holz keit kün lich lie mö nung ober platz rät scha schlag schrank ßen stell stück tag ter tisch trag über um un ver vor weg zahl zeug zim',
    length: [2, 5],
    between: ' ',
  },
  {
    share: 10,
    words: 8_000,
    frequent:
      'je de le la et vous est les un pour une à ma en que pas bonjour merci il dans commande avec mon sur livraison canapé être déjà chaise très',
    syllables:
      'a an au bé bi bou ca cé che cin con dé di é eau el eur fa fe gé gue in is ja la lé lier lo mai ment mo né no on ou pa pé que ra ré ri ro sa sé sion ta té teur tion tou tra u ver vi voi',
    length: [2, 4],
    between: ' ',
  },
  {
    share: 6,
    words: 5_000,
    frequent:
      'и в не на я что заказ когда мне как у это вы за спасибо доставка можно стол где здравствуйте',
    syllables:
      'ба бо ва ве вы га го да де до ду жи за зо и ка ки ко ла ле ли ло ма ми мо на не ни но о па пе по пре ра ре ро са ски со ста сть та те ти то тра у хо че ша ый ять',
    length: [2, 5],
    between: ' ',
  },
  {
    share: 6,
    words: 5_000,
    frequent: '我 的 你 是 在 了 有 沙發 訂單 請 問 什麼 時候 可以 送貨 地址 謝謝 桌子 椅子 顏色',
    syllables:
      '安 白 包 保 北 本 表 不 部 材 長 成 出 處 大 單 到 地 電 店 定 東 動 度 發 方 分 付 高 更 工 公 光 國 過 海 好 和 黑 後 花 換 會 貨 機 家 價 間 見 件 交 今 金 近 開 可 客 來 力 亮 門 面 明 木 能 年 牌 品 平 期 前 清 取 人 日 色 商 上 少 生 時 市 收 手 水 送 特 天 頭 退 外 問 我 物 下 小 新 心 行 修 有 員 原 月 運 在 早 者 這 證 質 中 重 主 裝 自 走 作 做 座',
    length: [1, 2],
    between: '',
  },
]

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function wordsOf({ words, frequent, syllables, length: [least, most] }: Language, seed: number) {
  const random = randomNumbers(seed)
  const made = new Set(frequent.split(' '))
  const parts = syllables.split(' ')
  while (made.size < words) {
    let word = ''
    const count = least + Math.floor(random() * (most - least + 1))
    for (let n = 0; n < count; n += 1) word += parts[Math.floor(random() * parts.length)]
    made.add(word)
  }
  return [...made]
}

export interface Message {
  from: 'contact' | 'user'
  text: string
  words: string[]
}

/** Word number r of a language is about 1/r as frequent as its first one. */
export function* messages(count: number, seed = 1): Generator<Message> {
  const spoken = languages.flatMap((language, n) => {
    const words = wordsOf(language, n + 1)
    return Array.from({ length: language.share }, () => ({ ...language, words }))
  })
  const random = randomNumbers(seed)
  for (let n = 0; n < count; n += 1) {
    const language = spoken[Math.floor(random() * spoken.length)]
    if (language === undefined) throw new Error('the shares are a hundred together')
    const { words: vocabulary, between } = language
    const length = 3 + Math.floor(random() ** 2 * 30)
    const words = Array.from(
      { length },
      () => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? '',
    )
    const text = words.join(between)
    // By chance rather than by turns: half of them are a filter's, and not every second one.
    const from = random() < 0.5 ? 'contact' : 'user'
    yield { from, text: text.charAt(0).toUpperCase() + text.slice(1), words }
  }
}

/** Writes messages of many conversations into a database that no gateway has open. */
export function insertMessages(file: string, count: number): void {
  const database = new SQLite(file)
  database.pragma('synchronous = OFF')
  const insertContact = database.prepare<[string]>(`
    INSERT INTO contacts
      (id, organization_id, business_unit_id, channel_id, channel_type, display_name, created_at)
    VALUES (?, '${organization}', 'bu_imbrace_testing', 'imbrace_channel', 'web', 'Guest',
      '2022-04-01T00:00:00.000Z')`)
  const insertConversation = database.prepare<[string, string, string]>(`
    INSERT INTO conversations
      (id, team_conversation_id, organization_id, business_unit_id, channel_id, channel_type,
       contact_id, team_id, status, name, timestamp, is_presence)
    VALUES (?, ?, '${organization}', 'bu_imbrace_testing', 'imbrace_channel', 'web', ?, NULL,
      'active', 'Guest', '2022-04-01T00:00:00.000Z', 0)`)
  const insertMessage = database.prepare<[string, string, string, string, string, string]>(`
    INSERT INTO messages (id, conversation_id, "from", type, content, created_at, updated_at)
    VALUES (?, ?, ?, 'text', ?, ?, ?)`)
  const random = randomNumbers(7)
  const id = (prefix: string, n: number) =>
    `${prefix}_00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
  database.transaction(() => {
    for (let n = 0; n < conversations; n += 1) {
      insertContact.run(id('con', n))
      insertConversation.run(id('conv', n), id('tc', n), id('con', n))
    }
    let n = 0
    for (const { from, text } of messages(count)) {
      const guest = Math.floor(random() * conversations)
      const time = new Date(Date.UTC(2023, 0, 1) + n * 300_000).toISOString()
      insertMessage.run(
        id('msg', n),
        id('conv', guest),
        from === 'user' ? agent : id('con', guest),
        JSON.stringify({ text }),
        time,
        time,
      )
      n += 1
    }
  })()
  database.close()
}

/** Who writes every second message. */
export const agent = 'u_9e2ee20d-3906-433b-9b79-ac47e6dd40b3'
