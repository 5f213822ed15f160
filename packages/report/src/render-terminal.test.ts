import { describe, expect, it } from 'vitest'
import { renderTerminal } from './render-terminal.ts'
import { hostileReport } from './testing/hostile-report.ts'
import { hostileTexts } from './testing/hostile-texts.ts'
import { sampleReports } from './testing/sample-reports.ts'

const PLAIN = { colour: false, columns: 100 }

describe('renderTerminal()', () => {
  it.each(['better', 'worse-by-parity', 'cannot-tell', 'claim', 'no-result'])(
    'tells the story of "%s"',
    async (name) => {
      const report = sampleReports[name]
      if (!report) throw new Error('the report is there')
      await expect(`${renderTerminal(report, PLAIN)}\n`).toMatchFileSnapshot(`fixtures/terminal-${name}.txt`)
    },
  )
  it('shows one verdict of a comparison by hand, without run, stages and merge', async () => {
    const verdict = sampleReports.better?.models[0]?.verdict
    if (!verdict) throw new Error('the verdict is there')
    const text = renderTerminal(verdict, PLAIN)
    await expect(`${text}\n`).toMatchFileSnapshot('fixtures/terminal-verdict.txt')
    expect(text).not.toMatch(/Merging|What changed|this.PR/)
  })
  it('names no run where there was none', () => {
    const better = sampleReports.better
    if (!better) throw new Error('the report is there')
    expect(renderTerminal({ ...better, run: { ...better.run, id: 0, url: '' } }, PLAIN)).not.toMatch(
      /run 0|Full report/,
    )
  })
  it('colours only where the terminal can', () => {
    const report = sampleReports['worse-by-parity']
    if (!report) throw new Error('the report is there')
    expect(renderTerminal(report, { ...PLAIN, colour: true })).toContain('\u001b[31m')
    expect(renderTerminal(report, PLAIN)).not.toContain('\u001b')
  })
  it.each(hostileTexts)('is no command to terminal or runner: %j', (text) => {
    const lines = renderTerminal(hostileReport(text), PLAIN).split('\n')
    expect(lines.filter((line) => /^\s*::|##\[|\p{Cc}/u.test(line))).toEqual([])
  })
})
