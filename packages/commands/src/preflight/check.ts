/** One thing that preflight looked at. */
export interface Check {
  readonly subject: string
  readonly state: 'ok' | 'warning' | 'failed' | 'not checked'
  readonly found: string
  /** What the project declares, or what a rule of ours wants; null where nothing is asked. */
  readonly wanted: string | null
  /** The command or change that mends it; null where nothing has to be mended. */
  readonly hint: string | null
}

export function passed(subject: string, found: string, wanted: string | null = null): Check {
  return { subject, state: 'ok', found, wanted, hint: null }
}

export function warned(subject: string, found: string, hint: string, wanted: string | null = null): Check {
  return { subject, state: 'warning', found, wanted, hint }
}

export function failed(subject: string, found: string, hint: string, wanted: string | null = null): Check {
  return { subject, state: 'failed', found, wanted, hint }
}

export function unchecked(subject: string, found: string, hint: string | null = null): Check {
  return { subject, state: 'not checked', found, wanted: null, hint }
}
