import { coreError } from './error.ts'

/**
 * Model name: GTO's grammar without the slash, so that a name is also one path segment.
 * @see docs/formats/tags.md
 */
const MODEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9_-]*[a-zA-Z0-9])?$/
const STAGE = /^[a-zA-Z0-9](?:[a-zA-Z0-9_-]*[a-zA-Z0-9])?$/
const DOMAIN = /^(?:main|dev|pr-[1-9][0-9]{0,9})$/

/** Who wrote a run record: the default branch, a developer's machine, or pull request N. */
export type Domain = 'main' | 'dev' | `pr-${number}`

export function isModelName(text: string): boolean {
  return text.length <= 100 && MODEL.test(text)
}

export function isStageName(text: string): boolean {
  return text.length <= 100 && STAGE.test(text)
}

export function isDomain(text: string): text is Domain {
  return DOMAIN.test(text)
}

/** @throws core/name-invalid */
export function parseDomain(text: string): Domain {
  if (isDomain(text)) return text
  throw coreError('core/name-invalid', `Cannot use domain "${text}": expected "main", "dev" or "pr-<number>"`)
}

/** The domains whose records a writer of this domain may be served from, in order. A hit saves work; it decides nothing. */
export function readableDomains(domain: Domain): readonly Domain[] {
  return domain === 'main' ? ['main'] : ['main', domain]
}
