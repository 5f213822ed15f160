import type { ForgeState } from '../../forge/state/forge-state.ts'
import { escapePath } from '../../forge/state/links.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import type { Html } from '../html.ts'
import { type MarkdownOptions, renderMarkdown } from '../markdown/render-markdown.ts'

function targets(forge: ForgeState, repository: ForgeRepository): Pick<MarkdownOptions, 'person' | 'issue'> {
  return {
    person: (login) => {
      const account = forge.accounts.get(login.toLowerCase())
      return account?.type === 'User' ? `/${account.login}` : undefined
    },
    issue: (number) => {
      if (repository.pulls.has(number)) return `/${repository.fullName}/pull/${number}`
      return repository.issues.has(number) ? `/${repository.fullName}/issues/${number}` : undefined
    },
  }
}

/** What people and bots say: comments, descriptions, release notes. */
export function renderComment(forge: ForgeState, repository: ForgeRepository, text: string): Html {
  return renderMarkdown(text, { ...targets(forge, repository), hardBreaks: true })
}

/** What jobs say: summaries, and texts of checks. */
export function renderSummary(forge: ForgeState, repository: ForgeRepository, text: string): Html {
  return renderMarkdown(text, { ...targets(forge, repository), hardBreaks: false })
}

/** A Markdown file of the repository; relative addresses lead to its neighbours. */
export function renderFile(
  forge: ForgeState,
  repository: ForgeRepository,
  file: { readonly ref: string; readonly path: string },
  text: string,
): Html {
  const folder = file.path.split('/').slice(0, -1).join('/')
  return renderMarkdown(text, {
    ...targets(forge, repository),
    hardBreaks: false,
    resolve: (address, kind) => {
      const path = new URL(address, `http://x/${folder === '' ? '' : `${folder}/`}`).pathname.slice(1)
      return `/${repository.fullName}/${kind === 'image' ? 'raw' : 'blob'}/${escapePath(file.ref)}/${path}`
    },
  })
}
