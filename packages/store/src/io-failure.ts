import { SlipwayError } from '@slipway/core'
import { storeError } from './error.ts'

/** Passes our own errors on and names the object where the operating system only names a file. */
export function ioFailure(direction: 'read' | 'write', what: string, where: string, cause: unknown): Error {
  if (cause instanceof SlipwayError) return cause
  const { errno, code = '', message } = cause as NodeJS.ErrnoException
  // What is no refusal of the operating system is an interruption or a bug: not ours to rename.
  if (errno === undefined) return cause as Error
  const hint = HINTS[code]
  return storeError(`store/${direction}-failed`, `Cannot ${direction} "${what}" in "${where}": ${message}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  })
}

const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Check the permissions of the folder',
  EDQUOT: 'The quota is used up; nothing was changed',
  EFBIG: 'The file is larger than this file system or process may write; nothing was changed',
  EMFILE: 'Raise the limit of open files (`ulimit -n`)',
  ENOENT: 'Create the folder that should hold the store first',
  ENOSPC: 'The disk is full; nothing was changed',
  EPERM: 'The store needs a file system with hard links, and the right to write',
  EROFS: 'The file system is read-only',
}

/** True for an error of the operating system with this code. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
