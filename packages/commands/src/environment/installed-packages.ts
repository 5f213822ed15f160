import { readdirSync } from 'node:fs'
import type { Python } from './find-python.ts'

/**
 * Names and versions of the packages that a Python finds, from the names of the folders in which installers describe them: no
 * file is opened and no Python started. Of two of a name the first counts, as for Python.
 * @see https://packaging.python.org/en/latest/specifications/recording-installed-packages/
 */
export function installedPackages({ folders, condaFolder }: Python): Record<string, string> {
  const found = new Map<string, string>()
  const add = (name: string, version: string) => {
    // PEP 503: "Ruamel_Yaml" and "ruamel.yaml" are one package.
    const normal = name.toLowerCase().replaceAll(/[-_.]+/g, '-')
    if (!found.has(normal)) found.set(normal, version)
  }
  for (const folder of folders) {
    for (const entry of readdirSync(folder)) {
      const [, name, version] =
        /^(.+?)-([0-9][^-]*)(?:-py[0-9.]+)?\.(?:dist-info|egg-info)$/.exec(entry) ?? []
      if (name !== undefined && version !== undefined) add(name, version)
    }
  }
  // What conda installs besides Python packages: cuDNN, MKL, compilers' libraries.
  for (const entry of condaFolder === null ? [] : readdirSync(condaFolder)) {
    const [, name, version] = /^(.+)-([^-]+)-[^-]+\.json$/.exec(entry) ?? []
    if (name !== undefined && version !== undefined) add(name, version)
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
