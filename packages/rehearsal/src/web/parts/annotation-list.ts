import { escapePath } from '../../forge/state/links.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import type { Annotation } from '../../model.ts'
import { type Html, html } from '../html.ts'
import { icon } from './icon.ts'

const SIGNS = { failure: 'failure', warning: 'attention', notice: 'neutral' } as const

/** Annotations of a check or a run: what, and at which line. */
export function annotationList(
  repository: ForgeRepository,
  sha: string,
  annotations: readonly Annotation[],
): Html {
  if (annotations.length === 0) return html``
  return html`<section class="box"><h2 class="box-head">Annotations <span class="count">${annotations.length}</span></h2>
<ul class="rows">${annotations.map((annotation) => {
    const { path, startLine, title, level, message } = annotation
    const lines = startLine === undefined ? '' : `#L${startLine}`
    return html`<li class="box-row annotation-${level}">${icon(SIGNS[level], level)}
<div class="grow">${title !== undefined && title !== '' && html`<b>${title}</b>`}<div class="message">${message}</div>
${path !== undefined && html`<a class="path" href="/${repository.fullName}/blob/${sha}/${escapePath(path)}${lines}">${path}${lines}</a>`}</div></li>`
  })}</ul></section>`
}
