import { storeError } from '../error.ts'
import type { DvcName } from './dvc-name.ts'
import { isDvcMd5 } from './dvc-name.ts'

export interface DvcFile {
  /** Below the folder. */
  readonly path: string
  readonly name: DvcName
}

/**
 * Reads DVC's list of the files of a folder: `[{"md5": …, "relpath": …}, …]`.
 * @param where it was found, for the error
 * @throws store/object-corrupt when it is no such list, names a path that leads out of the folder, or names one twice
 */
export function parseDvcFolder(text: string, name: DvcName, where: string): readonly DvcFile[] {
  const bad = (found: string) =>
    storeError(
      'store/object-corrupt',
      `Cannot read "${name.md5}" in "${where}": ${found}; expected DVC's list of the files of a folder`,
      { hint: 'Run `dvc pull` where the data is whole, then import from there' },
    )
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    throw bad('it is no JSON')
  }
  if (!Array.isArray(list)) throw bad('it is no list')
  const seen = new Set<string>()
  return list.map((entry: { md5?: unknown; relpath?: unknown } | null) => {
    const { md5, relpath: path } = entry ?? {}
    if (typeof md5 !== 'string' || typeof path !== 'string' || !isDvcMd5(md5) || md5.endsWith('.dir'))
      throw bad('an entry has no path and MD5')
    if (path.split('/').some((step) => step === '' || step === '.' || step === '..') || path.includes('\0'))
      throw bad(`"${path}" is no path inside the folder`)
    if (seen.has(path)) throw bad(`"${path}" stands in it twice`)
    seen.add(path)
    return { path, name: { md5, dos2unix: name.dos2unix } }
  })
}
