import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Keeps pages of the stand-in as files, so that they can be read after it has gone. */
export async function savePages(
  folder: string,
  base: string,
  pages: Readonly<Record<string, string>>,
): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, path] of Object.entries(pages)) {
    const response = await fetch(`${base}${path}`)
    if (!response.ok) throw new Error(`Cannot keep the page ${path}: ${response.status}`)
    writeFileSync(join(folder, `${name}.html`), await response.text())
  }
}
