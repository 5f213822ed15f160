import { constants, copyFileSync, lstatSync, rmSync } from 'node:fs'
import { isUntouched } from './file-state.ts'
import { fileChanged, type HashedFile, type HashOptions, hashFile } from './hash-file.ts'
import { hasCode } from './io-failure.ts'

/**
 * Copies a large file and names the bytes that arrived. Where the file system can, the copy shares its blocks and is read;
 * elsewhere what is read is hashed and written in one go.
 * @param copy a new file
 * @throws as hashFile(); errors of the operating system about the copy come as they are
 */
export async function copyHashed(
  path: string,
  copy: string,
  options: Omit<HashOptions, 'keep' | 'copyTo'> = {},
): Promise<HashedFile> {
  const before = lstatSync(path, { throwIfNoEntry: false })
  if (!before?.isFile() || !clone(path, copy)) return hashFile(path, { ...options, copyTo: copy })
  const found = await hashFile(copy, options)
  const after = lstatSync(path, { throwIfNoEntry: false })
  if (!after || found.bytes !== before.size || !isUntouched(before, after)) throw fileChanged(path)
  return { ...found, stats: before }
}

/** @returns false where the file system cannot share blocks, or not between these two */
function clone(path: string, copy: string): boolean {
  try {
    copyFileSync(path, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE)
    return true
  } catch (error) {
    if (!hasCode(error, 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOTTY', 'EXDEV', 'EINVAL', 'ENOENT')) throw error
    rmSync(copy, { force: true })
    return false
  }
}
