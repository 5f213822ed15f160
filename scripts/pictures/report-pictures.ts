import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { reportPages } from './report-pages.ts'

/** What a test compares the pages with: whoever changes one looks at its pictures again. */
export const SEEN = 'docs/images/report/pages.json'

/** A phone in the dark and a desk in the light are the ends of what people have; the other two lie between. */
const SCREENS = [
  [400, 'light'],
  [400, 'dark'],
  [1200, 'light'],
  [1200, 'dark'],
] as const

/** The first screens of a page: what is further down is more of the same. */
const HEIGHT = 1200

/** Pictures every page on every screen as WebP, 10 to 50 kB each, and writes down what was pictured. */
export async function takeReportPictures(browser: Browser, folder: URL): Promise<number> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const pages = await reportPages()
  // A summary says what the comment says, in a page of the same look: its digest is kept, and no picture.
  const pictured = pages.filter(({ name }) => !name.endsWith('-summary'))
  for (const { name, html } of pictured) {
    for (const [width, colorScheme] of SCREENS) {
      const page = await browser.newPage({
        viewport: { width, height: 800 },
        colorScheme,
        javaScriptEnabled: true,
      })
      await page.setContent(html)
      const session = await page.context().newCDPSession(page)
      const tall = Number(await page.evaluate('document.documentElement.scrollHeight'))
      const clip = { x: 0, y: 0, width, height: Math.min(HEIGHT, tall), scale: 1 }
      const picture = { format: 'webp', quality: 35, captureBeyondViewport: true, clip } as const
      const { data } = await session.send('Page.captureScreenshot', picture)
      writeFileSync(new URL(`${name}-${width}-${colorScheme}.webp`, folder), Buffer.from(data, 'base64'))
      await page.close()
    }
  }
  writeFileSync(new URL('pages.json', folder), `${JSON.stringify(digestsOf(pages), undefined, 2)}\n`)
  return pictured.length * SCREENS.length
}

/** A digest for each page, by name: of what it says, and not of how the stand-in for GitHub looks. */
export function digestsOf(pages: Awaited<ReturnType<typeof reportPages>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pages.map(({ name, html }) => [
      name,
      createHash('sha256').update(contentOf(name, html)).digest('hex').slice(0, 16),
    ]),
  )
}

function contentOf(name: string, html: string): string {
  return name.endsWith('-html') ? html : html.replace(/<style>.*?<\/style>/s, '')
}
