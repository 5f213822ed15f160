// `npm run pictures`: the pictures of the README, from the pages that the last demo wrote. Needs Chromium; CHROME_PATH says where another one is.
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const root = new URL('..', import.meta.url)
const page = new URL('demo/pages/pull-better.html', root)
/** Of the README's column on GitHub. */
const WIDTH = 830

const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
for (const colorScheme of ['light', 'dark'] as const) {
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
