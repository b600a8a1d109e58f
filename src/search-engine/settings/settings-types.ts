/** The settings that decide what is searchable and in which order it comes. */
export interface TextSettings {
  searchableAttributes: string[]
  rankingRules: string[]
  stopWords: string[]
  synonyms: Record<string, string[]>
  typoTolerance: {
    enabled: boolean
    minWordSizeForTypos: { oneTypo: number; twoTypos: number }
    disableOnWords: string[]
    disableOnAttributes: string[]
    disableOnNumbers: boolean
  }
  prefixSearch: 'indexingTime' | 'disabled'
}

export type MatchingStrategy = 'last' | 'all' | 'frequency'
