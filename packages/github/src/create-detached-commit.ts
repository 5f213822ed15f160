import type { GitHub } from './github.ts'

export interface CommitText {
  readonly tree: string
  readonly parent: string
  readonly message: string
  readonly author: { readonly name: string; readonly email: string; readonly date: Date }
}

/**
 * Makes a commit that no branch leads to, and returns its id. All of it is given, the date too, so that making it again
 * gives the same commit.
 */
export async function createDetachedCommit(github: GitHub, text: CommitText): Promise<string> {
  const { tree, parent, message } = text
  const author = { name: text.author.name, email: text.author.email, date: text.author.date.toISOString() }
  return github.request(
    { action: `create a commit above ${parent}`, permission: 'contents: write' },
    async ({ rest }, at) => {
      const sent = { ...at, tree, parents: [parent], message, author, committer: author }
      return (await rest.git.createCommit(sent)).data.sha
    },
  )
}
