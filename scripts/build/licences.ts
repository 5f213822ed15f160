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

/** Names and licence texts of everything that others wrote and that is in the bundle; equal texts stand once. */
export function licences(modules: Iterable<string>): string {
  const packages = new Map<string, { readonly line: string; readonly text: string }>()
  for (const module of modules) {
    const folder = packageOf(module)
    if (folder === undefined) continue
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const text = licenceText(folder)
    const holders = text.split('\n').filter((line) => /^\s*(?:portions )?copyright /i.test(line))
    const line = [
      `${name} ${version} (${typeof license === 'string' ? license : 'see text'})`,
      ...holders.map((holder) => `  ${holder.trim()}`),
    ].join('\n')
    packages.set(`${name} ${version}`, {
      line,
      text: text
        .split('\n')
        .filter((each) => !holders.includes(each))
        .join('\n')
        .trim(),
    })
  }
  const byText = Map.groupBy(
    [...packages].sort(([a], [b]) => (a < b ? -1 : 1)),
    ([, { text }]) => text.replace(/\s+/g, ' '),
  )
  const rule = '-'.repeat(80)
  const sections = [...byText.values()].map(
    (group) => `${group.map(([, { line }]) => line).join('\n')}\n\n${group[0]?.[1].text}`,
  )
  return `Slipway is licensed under Apache-2.0. Its bundle holds the packages below.\n\n${rule}\n${sections.join(`\n\n${rule}\n`)}\n`
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry))
  return file === undefined
    ? 'No licence file in the package.'
    : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}
