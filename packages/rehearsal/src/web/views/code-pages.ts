import { diffTrees } from '../../forge/git/diff.ts'
import { rememberCommits } from '../../forge/git/known-commits.ts'
import { listTree, readBlob, treeItem } from '../../forge/git/trees.ts'
import { pullsWithCommit } from '../../forge/pulls/pulls-with-commit.ts'
import { resolveRevision } from '../../forge/refs/resolve-revision.ts'
import { contentTypeOf } from '../content-type.ts'
import { html } from '../html.ts'
import type { View, Visit } from '../page.ts'
import { commitRows } from '../parts/commit-rows.ts'
import { diffView } from '../parts/diff-view.ts'
import { renderFile } from '../parts/repository-markdown.ts'
import { fileList, readmeBox } from '../parts/tree-view.ts'
import { byteSize } from '../time.ts'

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const LONGEST_SHOWN_BYTES = 512 * 1024
const LOG_LENGTH = 50

interface Place {
  readonly ref: string
  readonly commit: string
  readonly path: string
}

/** Which revision and path an address like `main/src/train.py` means; a branch's name may hold slashes. */
async function placeOf({ repository, parts }: Visit): Promise<Place | undefined> {
  const words = (parts.rest ?? '').split('/')
  for (let length = 1; length <= words.length; length++) {
    const ref = words.slice(0, length).join('/')
    const commit = await resolveRevision(repository, ref)
    if (commit !== undefined) return { ref, commit, path: words.slice(length).join('/') }
  }
  return undefined
}

/** A folder. */
export const treeView: View = async (visit) => {
  const place = await placeOf(visit)
  if (!place) return undefined
  const { repository } = visit
  const folder = place.path === '' ? undefined : await treeItem(repository.git, place.commit, place.path)
  if (place.path !== '' && folder?.type !== 'tree') return undefined
  const items = await listTree(repository.git, folder?.oid ?? place.commit)
  const body = html`${fileList(repository, place.ref, place.path, items)}${await readmeBox(visit, place.ref, place.path, items)}`
  return { kind: 'page', title: place.path === '' ? place.ref : place.path, body, tab: 'code' }
}

/** A file: Markdown as it reads, other text by lines. */
export const fileView: View = async (visit) => {
  const place = await placeOf(visit)
  const item = place && (await treeItem(visit.repository.git, place.commit, place.path))
  if (!place || item?.type !== 'blob') return undefined
  const { forge, repository } = visit
  const bytes = await readBlob(repository.git, item.oid)
  const isText = !bytes.subarray(0, 8000).includes(0) && bytes.length <= LONGEST_SHOWN_BYTES
  const text = bytes.toString()
  const content = !isText
    ? html`<p class="box-row quiet">Not shown: binary, or too long.</p>`
    : /\.md$/i.test(place.path)
      ? html`<div class="markdown-body padded">${renderFile(forge, repository, place, text)}</div>`
      : html`<div class="scroll"><table class="patch source"><tbody>${text
          .replace(/\n$/, '')
          .split('\n')
          .map(
            (line, at) => html`<tr id="L${at + 1}"><td>${at + 1}</td><td>${line}</td></tr>`,
          )}</tbody></table></div>`
  const raw = `/${repository.fullName}/raw/${visit.parts.rest}`
  const body = html`<section class="box"><h2 class="box-head"><span class="branch">${place.ref}</span> ${place.path} <span class="quiet">${byteSize(bytes.length)}</span> <a class="details" href="${raw}">raw</a></h2>${content}</section>`
  return { kind: 'page', title: place.path, body, tab: 'code' }
}

/** The bytes of a file, which may do nothing in a browser. */
export const rawView: View = async (visit) => {
  const place = await placeOf(visit)
  const item = place && (await treeItem(visit.repository.git, place.commit, place.path))
  if (!place || item?.type !== 'blob') return undefined
  const type = contentTypeOf(place.path)
  const contentType = type.startsWith('text/html') ? 'text/plain; charset=utf-8' : type
  const policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
  return { kind: 'bytes', contentType, bytes: await readBlob(visit.repository.git, item.oid), policy }
}

/** The last commits of a branch. */
export const commitListView: View = async (visit) => {
  const { forge, repository, parts } = visit
  const commit = await resolveRevision(repository, parts.rest ?? repository.defaultBranch)
  if (commit === undefined) return undefined
  const oids = await repository.git.lines(['rev-list', `--max-count=${LOG_LENGTH}`, commit])
  const body = commitRows(forge, repository, await rememberCommits(repository, oids))
  return { kind: 'page', title: 'Commits', body, tab: 'code' }
}

/** One commit and its changes. */
export const commitView: View = async ({ repository, parts }) => {
  const oid = await resolveRevision(repository, parts.sha ?? '')
  const [commit] = oid === undefined ? [] : await rememberCommits(repository, [oid])
  if (!commit) return undefined
  const [subject = '', ...rest] = commit.message.split('\n')
  const files = await diffTrees(repository.git, commit.parents[0] ?? EMPTY_TREE, commit.oid)
  const pulls = pullsWithCommit(repository, commit.oid)
  const text = rest.join('\n').trim()
  const body = html`<h1>${subject}</h1>${text !== '' && html`<pre class="quiet">${text}</pre>`}
<p class="subtitle">${commit.author.name} · <span class="sha">${commit.oid}</span>${pulls.map((pull) => html` · <a href="/${repository.fullName}/pull/${pull.number}">${pull.title} #${pull.number}</a>`)}</p>
${diffView(files)}`
  return { kind: 'page', title: subject, body, tab: 'code' }
}
