import type { GitHub } from './github.ts'

/** Adds a comment to a pull request or an issue. A reply that is lost is not sent again: two would be worse than none. */
export async function replyTo(github: GitHub, number: number, body: string): Promise<void> {
  await github.request(
    { action: `reply on #${number}`, permission: 'pull-requests: write' },
    async ({ rest }, at) => {
      await rest.issues.createComment({ ...at, issue_number: number, body, request: { retries: 0 } })
    },
  )
}
