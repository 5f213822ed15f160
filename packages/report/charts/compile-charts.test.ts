import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COMPILED_CHARTS, compileCharts } from './compile-charts.ts'

describe('compileCharts()', () => {
  it('gives what is committed: else run "npm run generate"', () => {
    const committed = new URL(`../../../${COMPILED_CHARTS}`, import.meta.url)
    expect(readFileSync(committed, 'utf8')).toBe(compileCharts())
  })
  it('compiles to Vega that reads data by name only', () => {
    expect(compileCharts()).not.toContain('"url"')
  })
})
