/** A time as GitHub writes it: UTC, whole seconds. */
export function isoTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
