import { rolldown } from 'rolldown'
import { expect, it } from 'vitest'

// dist/ as a whole may have 2.5 MB. Vega and Vega-Lite in full would take 790 kB of it.
const CHART_BYTES = 470_000

it('the charts add no more to the bundle than they must', async () => {
  const bundle = await rolldown({
    input: new URL('./draw-figures.ts', import.meta.url).pathname,
    platform: 'node',
    onLog: () => {},
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false })
  await bundle.close()
  const [chunk] = output
  const own = Object.entries(chunk.modules).filter(
    ([id]) => !/packages\/(compare|core|stats)|\/(zod|yaml|hyparquet)\//.test(id),
  )
  const shareOfChunk =
    own.reduce((sum, [, module]) => sum + module.renderedLength, 0) / lengthOf(chunk.modules)
  expect(Math.round(chunk.code.length * shareOfChunk)).toBeLessThan(CHART_BYTES)
  expect(own.filter(([id]) => id.includes('vega-lite'))).toEqual([])
})

function lengthOf(modules: Readonly<Record<string, { readonly renderedLength: number }>>): number {
  return Object.values(modules).reduce((sum, { renderedLength }) => sum + renderedLength, 0)
}
