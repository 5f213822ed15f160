import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the package that a module of node_modules belongs to, or undefined for our own. */
function packageOf(module: string): string | undefined {
  if (!module.includes('/node_modules/')) return undefined
  for (let folder = dirname(module); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name) return folder
  }
  return undefined
}

/** Names and licence texts of everything that others wrote and that is in the bundle. */
export function licences(modules: Iterable<string>): string {
  const sections = new Map<string, string>()
  for (const module of modules) {
    const folder = packageOf(module)
    if (folder === undefined) continue
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry))
    const text = file === undefined ? 'No licence file in the package.' : readFileSync(join(folder, file), 'utf8').trim()
    sections.set(`${name} ${version}`, `${name} ${version} (${typeof license === 'string' ? license : 'see text'})\n\n${text.replaceAll('\r\n', '\n')}`)
  }
  const rule = '-'.repeat(80)
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
  return `Slipway is licensed under Apache-2.0. Its bundle holds the packages below.\n\n${rule}\n${sorted.join(`\n\n${rule}\n`)}\n`
}
