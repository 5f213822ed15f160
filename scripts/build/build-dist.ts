import { cpSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type RolldownOptions, type RolldownOutput, rolldown } from 'rolldown'
import { entries } from './entries.ts'
import { licences } from './licences.ts'
import { onlyUsedEndpoints } from './only-used-endpoints.ts'
import { trimmedArchiver } from './trimmed-archiver.ts'

/**
 * Bundles every action and the command line into a folder, so that they share what they share. The stand-in GitHub goes in only
 * for the npm package: it is as large as everything else together, and no job needs it.
 */
export async function buildDist(
  root: string,
  folder: string,
  { rehearsal }: { readonly rehearsal: boolean },
): Promise<void> {
  const own = join(root, 'packages', 'rehearsal')
  const options: RolldownOptions = {
    input: {
      ...entries(root),
      ...(rehearsal && { 'rehearsal-stand-in': join(own, 'src', 'runner', 'stand-ins', 'main.ts') }),
    },
    platform: 'node',
    // The oldest Node that the npm package runs on.
    transform: { target: 'node22' },
    // Natives stay out of the bundle; whoever serves a model brings the runtime along.
    external: ['onnxruntime-node', 'onnxruntime-common', ...(rehearsal ? [] : ['@slipway/rehearsal'])],
    plugins: [trimmedArchiver, onlyUsedEndpoints(root)],
    resolve: {
      conditionNames: ['node', 'import', 'default'],
      alias: {
        'readable-stream': join(root, 'scripts/build/stand-ins/readable-stream.ts'),
        // Node's own has all that it mends, since long ago.
        'graceful-fs': 'node:fs',
        '@azure/storage-blob': join(root, 'scripts/build/stand-ins/storage-blob.ts'),
        undici: join(root, 'scripts/build/stand-ins/undici.ts'),
        'readdir-glob': join(root, 'scripts/build/stand-ins/no-glob.ts'),
        glob: join(root, 'scripts/build/stand-ins/no-glob.ts'),
        ...(!rehearsal && { 'unzip-stream': join(root, 'scripts/build/stand-ins/unzip-stream.ts') }),
      },
    },
    // Of these an action takes a few functions: no reason to load a client for HTTP, tokens or GraphQL at every start.
    treeshake: {
      moduleSideEffects: [{ test: /\/@actions\/(?:core|github|http-client)\//, sideEffects: false }],
    },
    onLog: (level, log) => {
      if (level === 'warn') console.error(`build: ${log.message.split('\n')[0]}`)
    },
  }
  const bundle = await rolldown(options)
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    minify: true,
    comments: { legal: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // A path of this machine must not reach the bundle.
    sourcemap: false,
  })
  await bundle.close()
  refuseSharedEntries(output)
  const modules = new Set(output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])))
  cpSync(join(root, 'workflows-templates'), join(folder, 'templates'), { recursive: true })
  writeFileSync(join(folder, 'LICENSES.txt'), licences(modules))
  // Node looks here for the module type of every entry.
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type: 'module' }, null, 2)}\n`)
  if (rehearsal) {
    const style = createRequire(join(own, 'package.json')).resolve('github-markdown-css/github-markdown.css')
    cpSync(style, join(folder, 'github-markdown.css'))
  }
}

/** An entry does its work when it is loaded: a chunk that shares something with it may not import it. */
function refuseSharedEntries(output: RolldownOutput['output']): void {
  const entryFiles = new Set(
    output.flatMap((each) => (each.type === 'chunk' && each.isEntry ? [each.fileName] : [])),
  )
  for (const chunk of output) {
    if (chunk.type !== 'chunk') continue
    const entry = [...chunk.imports, ...chunk.dynamicImports].find((file) => entryFiles.has(file))
    if (entry !== undefined)
      throw new Error(
        `${chunk.fileName} imports the entry ${entry}: import its parts by their files, not a package's face by import()`,
      )
  }
}
