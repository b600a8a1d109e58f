import { openImage } from '../database/database.ts'

/** @returns what keeps an image from being one of this fixture, undefined when nothing does */
export function fixtureProblem(image: Buffer, wanted: string): string | undefined {
  const database = openImage(image)
  try {
    const name = database
      .prepare<[], string>("SELECT value FROM meta WHERE key = 'fixture'")
      .pluck()
      .get()
    return name === wanted ? undefined : `of fixture ${name}, not ${wanted}`
  } finally {
    database.close()
  }
}
