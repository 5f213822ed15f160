import { SlipwayError } from '@slipway/core'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'

/** Text of a file at a commit, branch or tag; undefined where there is none. */
export async function fileAt(github: GitHub, ref: string, path: string): Promise<string | undefined> {
  const action = `read "${path}" at ${ref}`
  try {
    return await github.request({ action, permission: 'contents: read' }, async ({ rest }, at) => {
      const data: unknown = (await rest.repos.getContent({ ...at, ref, path, mediaType: { format: 'raw' } }))
        .data
      if (typeof data === 'string') return data
      throw githubError('github/refused', `Cannot ${action}: it is a folder; expected a file`)
    })
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'github/not-found') return undefined
    throw error
  }
}
