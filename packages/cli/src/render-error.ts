import { SlipwayError, systemRefusal } from '@slipway/core'

/** A failure of a verb, for people. */
export function renderError(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'slipway: interrupted\n'
  if (error instanceof SlipwayError) {
    const { message, hint, kind, code } = error
    return lines(message, hint, kind === 'usage' ? undefined : `(${code})`)
  }
  const refusal = systemRefusal(error)
  if (refusal !== undefined)
    return lines(`the system refuses: ${refusal}`, 'Look at free space, rights and limits')
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `slipway: this is a bug, please report it\n${stack}\n`
}

function lines(first: string, ...more: (string | undefined)[]): string {
  const indented = more.filter((line) => line !== undefined).map((line) => `  ${line}\n`)
  return `slipway: ${first}\n${indented.join('')}`
}
