import type { GitHub } from './github.ts'

/** Login of whoever the token belongs to. A job's token belongs to nobody: GitHub refuses it. */
export async function accountOfToken(github: GitHub): Promise<string> {
  return github.request(
    { action: 'ask GitHub whose token this is', permission: 'contents: read' },
    async ({ rest }) => (await rest.users.getAuthenticated()).data.login,
  )
}
