import { join } from 'node:path'
import { build } from 'rolldown'
import type { Lab } from './lab.ts'

/** Bundles a program of this folder as the actions are, since what is shipped is what counts. @returns its file */
export async function bundleProcess({ root, folder }: Lab, path: string): Promise<string> {
  await build({
    input: join(root, 'test', 'bench', path),
    platform: 'node',
    resolve: { conditionNames: ['node', 'import', 'default'] },
    output: { dir: folder, entryFileNames: '[name].mjs', format: 'esm', minify: true },
    logLevel: 'silent',
  })
  return join(folder, path.replace(/^.*\//, '').replace(/\.ts$/, '.mjs'))
}
