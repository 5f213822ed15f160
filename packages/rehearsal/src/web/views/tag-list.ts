import { rememberCommits } from '../../forge/git/known-commits.ts'
import { readTag } from '../../forge/git/tags.ts'
import { visibleReleases } from '../../forge/releases/list-releases.ts'
import { html } from '../html.ts'
import type { View } from '../page.ts'
import { icon } from '../parts/icon.ts'
import { releaseAddress } from '../parts/release-rows.ts'
import { timeAgo } from '../time.ts'

/** Tags with their messages, the newest first. */
export const tagListView: View = async ({ forge, repository }) => {
  const refs = [...repository.refs.values()].filter((ref) => ref.name.startsWith('refs/tags/'))
  const tags = await Promise.all(
    refs.map(async (ref) => {
      const tag = ref.type === 'tag' ? await readTag(repository.git, ref.oid) : undefined
      const [commit] = await rememberCommits(repository, [ref.commit])
      return { ref, tag, date: tag?.tagger.date ?? commit?.committer.date ?? '' }
    }),
  )
  const sorted = tags.sort((a, b) => (a.date < b.date ? 1 : -1))
  const releases = visibleReleases(repository, false)
  const rows = sorted.map(({ ref, tag, date }) => {
    const name = ref.name.slice('refs/tags/'.length)
    const release = releases.find((one) => one.tag === name)
    return html`<li class="box-row">${icon('tag')}<div class="grow"><b>${name}</b>
${release && html` <a class="label" href="${releaseAddress(repository, release)}">release</a>`}
${tag && html`<pre class="quiet tag-message">${tag.message}</pre>`}</div>
<span class="quiet when"><a class="sha" href="/${repository.fullName}/commit/${ref.commit}">${ref.commit.slice(0, 7)}</a><br>${timeAgo(date, forge.now())}</span></li>`
  })
  const body = html`<nav class="tabs inner" aria-label="Releases"><a href="/${repository.fullName}/releases">Releases</a><a href="/${repository.fullName}/tags" aria-current="page">Tags</a></nav>
<ul class="box rows">${rows}${rows.length === 0 && html`<li class="box-row quiet">No tag yet.</li>`}</ul>`
  return { kind: 'page', title: 'Tags', body, tab: 'releases' }
}
