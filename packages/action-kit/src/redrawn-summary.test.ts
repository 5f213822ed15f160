import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { redrawnSummary } from './redrawn-summary.ts'

function summary() {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-summary-'))
  const path = join(folder, 'summary')
  writeFileSync(path, 'what stood there before\n')
  let now = 0
  return {
    path,
    pass: (ms: number) => {
      now += ms
    },
    clock: () => now,
    text: () => readFileSync(path, 'utf8'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

describe('redrawnSummary()', () => {
  it('writes its part again, and leaves what stands before', () => {
    using file = summary()
    const { draw } = redrawnSummary(file.path, file.clock)
    draw('a long first page')
    expect(file.text()).toBe('what stood there before\na long first page\n\n')
    file.pass(10_000)
    draw('second')
    expect(file.text()).toBe('what stood there before\nsecond\n\n')
  })

  it('waits between two pages, and has the last one in the end', () => {
    using file = summary()
    const { draw, finish } = redrawnSummary(file.path, file.clock)
    for (const page of ['first', 'second', 'third']) draw(page)
    expect(file.text()).toContain('first')
    finish()
    expect(file.text()).toBe('what stood there before\nthird\n\n')
  })

  it('writes no page that the runner would drop, and none without a file', () => {
    using file = summary()
    redrawnSummary(file.path, file.clock).draw('x'.repeat(1 << 20))
    expect(file.text()).toBe('what stood there before\n')
    expect(() => redrawnSummary(undefined).draw('page')).not.toThrow()
  })
})
