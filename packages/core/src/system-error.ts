/** What a machine refuses, and no mistake of ours: room, rights, handles, the kind of a file. Names of errno(3). */
const REFUSALS = new Set(
  'EACCES EBUSY EDQUOT EFBIG EIO EISDIR EMFILE ENAMETOOLONG ENFILE ENOSPC ENOTDIR EPERM EROFS ETXTBSY'.split(
    ' ',
  ),
)

/** The words of an operating system that refused a call; undefined for any other error. */
export function systemRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  return REFUSALS.has(String(error.code)) ? error.message : undefined
}
