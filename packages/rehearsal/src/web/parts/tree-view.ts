import { readBlob, type TreeItem } from '../../forge/git/trees.ts'
import { escapePath } from '../../forge/state/links.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { type Html, html } from '../html.ts'
import type { Visit } from '../page.ts'
import { byteSize } from '../time.ts'
import { icon } from './icon.ts'
import { renderFile } from './repository-markdown.ts'

/** The entries of a folder, folders first. */
export function fileList(
  repository: ForgeRepository,
  ref: string,
  folder: string,
  items: readonly TreeItem[],
): Html {
  const sorted = [...items].sort((a, b) => Number(b.type === 'tree') - Number(a.type === 'tree'))
  return html`<section class="box"><h2 class="box-head"><span class="branch">${ref}</span> ${folder}</h2>
<ul class="rows files">${sorted.map((item) => {
    const kind = item.type === 'tree' ? 'tree' : 'blob'
    const path = folder === '' ? item.path : `${folder}/${item.path}`
    return html`<li class="box-row">${icon(kind === 'tree' ? 'folder' : 'file')}
<a class="grow" href="/${repository.fullName}/${kind}/${escapePath(ref)}/${escapePath(path)}">${item.path}</a>
<span class="quiet">${item.size !== undefined && byteSize(item.size)}</span></li>`
  })}</ul></section>`
}

/** The README of a folder, if it has one. */
export async function readmeBox(
  visit: Visit,
  ref: string,
  folder: string,
  items: readonly TreeItem[],
): Promise<Html> {
  const readme = items.find((item) => item.type === 'blob' && /^readme\.md$/i.test(item.path))
  if (!readme) return html``
  const text = (await readBlob(visit.repository.git, readme.oid)).toString()
  const path = folder === '' ? readme.path : `${folder}/${readme.path}`
  return html`<section class="box"><h2 class="box-head">${icon('book')} ${readme.path}</h2>
<div class="markdown-body padded">${renderFile(visit.forge, visit.repository, { ref, path }, text)}</div></section>`
}
