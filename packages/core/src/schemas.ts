import * as z from 'zod'
import { type Digest, isDigest } from './digest.ts'
import { type Domain, isDomain, isModelName } from './names.ts'

// The pieces that several formats share. Records are read strictly: a member that is not in the format is an error.

export const zDigest = z
  .string()
  .refine(isDigest, 'expected "sha256:" and 64 hexadecimal digits') as unknown as z.ZodType<Digest>
export const zDomain = z
  .string()
  .refine(isDomain, 'expected main, dev or pr-<number>') as unknown as z.ZodType<Domain>
export const zModelName = z.string().refine(isModelName, 'expected letters, digits, "-" and "_"')
/** A path inside the repository: relative, "/" between names, nothing that climbs out. */
export const zPath = z
  .string()
  .min(1)
  .max(1000)
  .refine(
    (path) =>
      !path.startsWith('/') &&
      !path.includes('\\') &&
      !path.includes('\0') &&
      path.split('/').every((name) => name !== '' && name !== '.' && name !== '..'),
    'expected a relative path inside the repository',
  )
export const zOutput = z.strictObject({
  kind: z.enum(['file', 'executable', 'tree']),
  oid: zDigest,
  bytes: z.int().nonnegative(),
})
export const zGitOid = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'expected a Git object id')
