/** One thing that the doctor looked at. */
export interface Finding {
  readonly area: 'repository' | 'store' | 'registry' | 'workflows' | 'github' | 'runtime' | 'runner'
  readonly state: 'ok' | 'warning' | 'failed' | 'not checked'
  readonly what: string
  /** What to do about it. */
  readonly hint?: string
}

export const ok = (area: Finding['area'], what: string): Finding => ({ area, state: 'ok', what })
export const warning = (area: Finding['area'], what: string, hint: string): Finding => ({
  area,
  state: 'warning',
  what,
  hint,
})
export const failed = (area: Finding['area'], what: string, hint: string): Finding => ({
  area,
  state: 'failed',
  what,
  hint,
})
export const notChecked = (area: Finding['area'], what: string, hint: string): Finding => ({
  area,
  state: 'not checked',
  what,
  hint,
})
