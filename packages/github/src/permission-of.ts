import { SlipwayError } from '@slipway/core'
import type { GitHub } from './github.ts'

/**
 * What an account may do here, as GitHub knows it now: `admin`, `write`, `read` or `none`. What a comment says of its author
 * (`author_association`) is no right: a member of the organisation may have none here.
 */
export async function permissionOf(github: GitHub, login: string): Promise<string> {
  try {
    return await github.request(
      { action: `ask what ${login} may do`, permission: 'contents: read' },
      async ({ rest }, at) =>
        (await rest.repos.getCollaboratorPermissionLevel({ ...at, username: login })).data.permission,
    )
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'github/not-found') return 'none'
    throw error
  }
}
