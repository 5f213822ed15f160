import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { storeError } from './error.ts'
import { hasCode } from './io-failure.ts'

/** Folders of others inside a workspace. */
const RESERVED = ['.git', '.slipway']

/**
 * The absolute path of a target inside a workspace. No step of it may be a symbolic link, which could lead out again.
 * @throws store/file-unstorable
 */
export function containedPath(root: string, path: string): string {
  const names = path.split('/')
  const refuse = (found: string, hint: string) =>
    storeError(
      'store/file-unstorable',
      `Cannot use "${path}" as a target: ${found}; expected a path inside "${root}"`,
      {
        hint,
      },
    )
  if (path.includes('\0') || names.some((name) => name === '' || name === '.' || name === '..'))
    throw refuse('it is no relative path', 'Write it from the root of the repository, with "/" between names')
  if (RESERVED.includes((names[0] ?? '').toLowerCase()))
    throw refuse(`"${names[0]}" is not for data`, 'Choose another folder')
  let folder = root
  for (const name of names.slice(0, -1)) {
    folder = join(folder, name)
    try {
      if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
        throw refuse(`"${folder}" is a symbolic link`, 'Mount the other disk there, or version a real folder')
    } catch (error) {
      if (!hasCode(error, 'ENOTDIR')) throw error
    }
  }
  return join(root, path)
}
