// Builds dist/: every action and the command line in one code-split bundle, so that they share what they share.
// With --check builds aside and compares: dist/ is committed, because people use the actions straight from Git.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildDist } from './build/build-dist.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const committed = join(root, 'dist')

function filesOf(folder: string): Map<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    paths.map((entry) => [
      relative(folder, join(entry.parentPath, entry.name)),
      readFileSync(join(entry.parentPath, entry.name)),
    ]),
  )
}

const check = process.argv.includes('--check')
const target = mkdtempSync(join(tmpdir(), 'slipway-dist-'))
try {
  await buildDist(root, target, { rehearsal: false })
  const built = filesOf(target)
  const bytes = [...built.values()].reduce((sum, content) => sum + content.length, 0)
  console.log(`build: ${built.size} files, ${(bytes / 1e6).toFixed(2)} MB`)
  if (check) {
    const present = filesOf(committed)
    const differing = [...new Set([...built.keys(), ...present.keys()])].filter(
      (path) => !built.get(path)?.equals(present.get(path) ?? Buffer.from('\0')),
    )
    if (differing.length > 0) {
      console.error(
        `build: dist/ is not what its sources give (${differing.slice(0, 5).join(', ')}); run "npm run build" and commit it`,
      )
      process.exitCode = 1
    }
  } else {
    for (const name of readdirSync(committed)) rmSync(join(committed, name), { recursive: true })
    cpSync(target, committed, { recursive: true })
    const sizes = [...built]
      .filter(([path]) => path.endsWith('.js'))
      .sort((a, b) => b[1].length - a[1].length)
    for (const [path, content] of sizes.slice(0, 25))
      console.log(`  ${(content.length / 1e3).toFixed(0).padStart(6)} kB  ${path}`)
    console.log(`  ${(statSync(join(committed, 'cli.js')).size / 1e3).toFixed(0).padStart(6)} kB  cli.js`)
  }
} finally {
  rmSync(target, { recursive: true, force: true })
}
