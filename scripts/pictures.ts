// `npm run pictures`: the reports that people look at before they change (docs/images/report), and the pictures of the README, from
// the pages that the last demo wrote. Needs Chromium; CHROME_PATH says where another one is.
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { takeReportPictures } from './pictures/report-pictures.ts'

const root = new URL('..', import.meta.url)
const page = new URL('demo/pages/pull-better.html', root)
/** Of the README's column on GitHub. */
const WIDTH = 830

const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
console.log(`${await takeReportPictures(browser, new URL('docs/images/report/', root))} pictures of reports`)
if (!existsSync(page)) console.log('no pictures of the README: `npm run demo` writes the pages')
for (const colorScheme of existsSync(page) ? (['light', 'dark'] as const) : []) {
  const tab = await browser.newPage({
    viewport: { width: WIDTH + 400, height: 900 },
    colorScheme,
    deviceScaleFactor: 2,
  })
  await tab.goto(pathToFileURL(fileURLToPath(page)).href)
  const path = fileURLToPath(new URL(`docs/images/comment-${colorScheme}.png`, root))
  await tab.locator('.comment').last().screenshot({ path })
  console.log(path)
}
await browser.close()
