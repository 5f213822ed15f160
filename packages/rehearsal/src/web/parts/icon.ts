import { type Html, html, trusted } from '../html.ts'

/** Drawings of 16 × 16 points, in the colour of the text. */
const SHAPES = {
  success: '<circle cx="8" cy="8" r="8"/><path class="cut" d="m4.4 8.4 2.4 2.4 4.8-5.2"/>',
  failure: '<circle cx="8" cy="8" r="8"/><path class="cut" d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6"/>',
  neutral: '<rect x="1" y="1" width="14" height="14" rx="3"/><path class="cut" d="M4.6 8h6.8"/>',
  skipped: '<circle class="line" cx="8" cy="8" r="7"/><path class="line" d="m4.2 11.8 7.6-7.6"/>',
  cancelled: '<path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z"/><path class="cut" d="M8 4.4v4.2M8 11v.6"/>',
  attention: '<circle cx="8" cy="8" r="8"/><path class="cut" d="M8 4v4.8M8 11.4v.6"/>',
  queued: '<circle class="line" cx="8" cy="8" r="6.5"/><circle cx="8" cy="8" r="2"/>',
  waiting: '<circle class="line" cx="8" cy="8" r="6.8"/><path class="line" d="M8 4.4V8l2.6 1.8"/>',
  running:
    '<circle class="faint" cx="8" cy="8" r="6.5"/><path class="line spin" d="M8 1.5A6.5 6.5 0 0 1 14.5 8"/>',
  pull: '<circle class="line" cx="4" cy="3.2" r="1.8"/><circle class="line" cx="4" cy="12.8" r="1.8"/><circle class="line" cx="12" cy="12.8" r="1.8"/><path class="line" d="M4 5v6M12 11V6.2c0-1.6-.9-2.5-2.5-2.5H8m1.9-2.1L7.8 3.7l2.1 2.1"/>',
  merged:
    '<circle class="line" cx="4" cy="3.2" r="1.8"/><circle class="line" cx="4" cy="12.8" r="1.8"/><circle class="line" cx="12" cy="8.4" r="1.8"/><path class="line" d="M4 5v6m0-6c.6 2.2 2.6 3.4 6.2 3.4"/>',
  closed:
    '<circle class="line" cx="4" cy="3.2" r="1.8"/><circle class="line" cx="4" cy="12.8" r="1.8"/><circle class="line" cx="12" cy="12.8" r="1.8"/><path class="line" d="M4 5v6m8 0V8M9.8 1.6l4.4 4.4m0-4.4L9.8 6"/>',
  issue: '<circle class="line" cx="8" cy="8" r="6.8"/><circle cx="8" cy="8" r="1.6"/>',
  issueClosed: '<circle class="line" cx="8" cy="8" r="6.8"/><path class="line" d="m5 8.2 2.1 2.1 3.9-4.2"/>',
  tag: '<path class="line" d="M1.5 2.5v5l6.6 6.6c.5.5 1.3.5 1.8 0l4.2-4.2c.5-.5.5-1.3 0-1.8L7.5 1.5h-5a1 1 0 0 0-1 1z"/><circle cx="4.8" cy="4.8" r="1.1"/>',
  commit: '<circle class="line" cx="8" cy="8" r="3"/><path class="line" d="M.8 8H5m6 0h4.2"/>',
  package: '<path class="line" d="m8 1 6.2 3.3v7.4L8 15l-6.2-3.3V4.3zM1.9 4.4 8 7.7l6.1-3.3M8 7.7V15"/>',
  book: '<path class="line" d="M2 2.2h4.6c.8 0 1.4.6 1.4 1.4V14c0-.7-.6-1.3-1.3-1.3H2zm12 0H9.4C8.6 2.2 8 2.8 8 3.6V14c0-.7.6-1.3 1.3-1.3H14z"/>',
  code: '<path class="line" d="M5.6 3.6 1.3 8l4.3 4.4m4.8-8.8L14.7 8l-4.3 4.4"/>',
  play: '<circle class="line" cx="8" cy="8" r="6.8"/><path d="M6.4 5.2v5.6L11 8z"/>',
  rocket:
    '<path class="line" d="M6 10 2.6 8.6 5 5.8l2.2-.2C9 3 11.6 1.5 14.5 1.5c0 2.9-1.5 5.5-4.1 7.3l-.2 2.2-2.8 2.4L6 10zm-2.8 1.2c-.9.3-1.5 1.3-1.6 3.2 1.9-.1 2.9-.7 3.2-1.6"/>',
  file: '<path class="line" d="M3 1.5h6L13 5.5v9H3zm6 0v4h4"/>',
  folder: '<path d="M1 3.5c0-.6.4-1 1-1h4l1.5 1.7H14c.6 0 1 .4 1 1V12c0 .6-.4 1-1 1H2c-.6 0-1-.4-1-1z"/>',
  lock: '<rect class="line" x="2.8" y="7" width="10.4" height="7.5" rx="1.2"/><path class="line" d="M5 7V4.6a3 3 0 0 1 6 0V7"/>',
} as const

export type IconName = keyof typeof SHAPES

/** A drawing; what it means is said by the text beside it or by its label. */
export function icon(name: IconName, label?: string): Html {
  const shape = trusted(SHAPES[name])
  return label === undefined
    ? html`<svg class="icon icon-${name}" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`
    : html`<svg class="icon icon-${name}" viewBox="0 0 16 16" role="img" aria-label="${label}"><title>${label}</title>${shape}</svg>`
}
