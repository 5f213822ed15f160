import { SlipwayError } from '@slipway/core'
import { type GitCommit, Repository } from '@slipway/git'

/** The commit of the work tree that holds a folder; undefined where there is none. */
export async function readCheckedOut(
  folder: string,
): Promise<Pick<GitCommit, 'oid' | 'parents'> | undefined> {
  try {
    return await (await Repository.open(folder)).commit('HEAD')
  } catch (error) {
    if (error instanceof SlipwayError && error.code.startsWith('git/')) return undefined
    throw error
  }
}
