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
  const styles = new Map<string, string>()
  for (const [name, path] of Object.entries(pages)) {
    let html = await textOf(`${base}${path}`)
    for (const [link, href = ''] of html.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)) {
      const style = styles.get(href) ?? (await textOf(`${base}${href}`))
      styles.set(href, style)
      html = html.replace(link, () => `<style>${style}</style>`)
    }
    writeFileSync(join(folder, `${name}.html`), html)
  }
}

async function textOf(url: string): Promise<string> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`Cannot keep ${url}: ${response.status}`)
  return response.text()
}
