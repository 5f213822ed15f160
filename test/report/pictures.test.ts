import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { reportPages } from '../../scripts/pictures/report-pages.ts'
import { digestsOf, SEEN } from '../../scripts/pictures/report-pictures.ts'

it('every page of a report is the one that was looked at: else run `npm run pictures` and look at it again', async () => {
  const seen: unknown = JSON.parse(readFileSync(new URL(`../../${SEEN}`, import.meta.url), 'utf8'))
  expect(digestsOf(await reportPages())).toEqual(seen)
})
