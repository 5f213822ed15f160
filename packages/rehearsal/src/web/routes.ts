import type { View } from './page.ts'
import { artifactFileView } from './views/artifact-file.ts'
import { artifactPageView } from './views/artifact-page.ts'
import { checkView } from './views/check-page.ts'
import { commitListView, commitView, fileView, rawView, treeView } from './views/code-pages.ts'
import { deploymentListView } from './views/deployment-list.ts'
import { issueListView, issueView } from './views/issue-pages.ts'
import { jobView } from './views/job-page.ts'
import { pullListView } from './views/pull-list.ts'
import { pullChecksView, pullCommitsView, pullConversationView, pullFilesView } from './views/pull-page.ts'
import { assetDownloadView, releaseListView, releaseView } from './views/release-pages.ts'
import { repositoryHomeView } from './views/repository-home.ts'
import { runListView } from './views/run-list-page.ts'
import { runView } from './views/run-page.ts'
import { tagListView } from './views/tag-list.ts'

/** Pages below a repository, by GitHub's addresses: ":name" is one part of the path, "*name" all that is left. */
const ROUTES: readonly (readonly [string, View])[] = [
  ['', repositoryHomeView],
  ['/tree/*rest', treeView],
  ['/blob/*rest', fileView],
  ['/raw/*rest', rawView],
  ['/commits', commitListView],
  ['/commits/*rest', commitListView],
  ['/commit/:sha', commitView],
  ['/issues', issueListView],
  ['/issues/:number', issueView],
  ['/pulls', pullListView],
  ['/pull/:number', pullConversationView],
  ['/pull/:number/commits', pullCommitsView],
  ['/pull/:number/checks', pullChecksView],
  ['/pull/:number/files', pullFilesView],
  ['/runs/:id', checkView],
  ['/actions', runListView],
  ['/actions/workflows/:file', runListView],
  ['/actions/runs/:run', runView],
  ['/actions/runs/:run/attempts/:attempt', runView],
  ['/actions/runs/:run/job/:job', jobView],
  ['/actions/runs/:run/artifacts/:id', artifactPageView],
  ['/artifacts/:id/view/*path', artifactFileView],
  ['/releases', releaseListView],
  ['/releases/download/:tag/:name', assetDownloadView],
  ['/releases/tag/*tag', releaseView],
  ['/tags', tagListView],
  ['/deployments', deploymentListView],
  ['/deployments/*environment', deploymentListView],
]

const COMPILED = ROUTES.map(([template, view]) => {
  const source = template.replace(/:(\w+)/g, '(?<$1>[^/]+)').replace(/\*(\w+)/g, '(?<$1>.+)')
  return { pattern: new RegExp(`^${source}$`), view }
})

/** The view of a path below a repository, with the parts that it names; unescaped. */
export function findView(
  path: string,
): { readonly view: View; readonly parts: Readonly<Record<string, string>> } | undefined {
  for (const { pattern, view } of COMPILED) {
    const match = pattern.exec(path)
    if (match) return { view, parts: { ...match.groups } }
  }
  return undefined
}
