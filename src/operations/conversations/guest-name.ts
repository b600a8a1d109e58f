const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * The name of somebody who has not said theirs, as documented: `Guest#753342@7 Apr 2022`.
 *
 * @param number six digits
 * @param now the day is that of UTC
 */
export function guestName(number: string, now: Date): string {
  return `Guest#${number}@${now.getUTCDate()} ${months[now.getUTCMonth()]} ${now.getUTCFullYear()}`
}
