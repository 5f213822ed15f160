import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const docs = fileURLToPath(new URL('../../docs', import.meta.url))
const lines = readFileSync(join(docs, 'fooling.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!Way )/.test(line))
const ways = lines.map((line) => {
  const cells = line.split('|').map((cell) => cell.trim())
  const [, title = '', path = ''] = /^\[(.*)\]\((.*)\)$/.exec(cells[3] ?? '') ?? []
  return { way: cells[1] ?? '', outcome: cells[2] ?? '', title, path }
})

describe('docs/fooling.md', () => {
  it('names forty ways at least that end in worse or cannot tell, each once, and none that passes', () => {
    const judged = ways.filter(({ outcome }) => outcome === 'worse' || outcome === 'cannot tell')
    expect(judged.length).toBeGreaterThanOrEqual(40)
    const others = ways.filter((each) => !judged.includes(each))
    for (const { outcome } of others) expect(outcome).toMatch(/^(unreleased|no result)$/)
    expect(new Set(ways.map(({ way }) => way)).size).toBe(ways.length)
  })

  it.each(ways)('$way: a test shows it', ({ title, path }) => {
    const source = readFileSync(join(docs, path), 'utf8')
    expect(source).toContain(`it('${title}', `)
  })

  it('lists every test whose file is about fooling', () => {
    const titles = [...new Set(ways.map(({ path }) => path))]
      .filter((path) => path.includes('/fool-'))
      .flatMap((path) => [...readFileSync(join(docs, path), 'utf8').matchAll(/^ {2}it\('([^']*)', /gm)])
      .map(([, title]) => title)
    const listed = new Set(ways.map(({ title }) => title))
    expect(titles.filter((title) => !listed.has(title ?? ''))).toEqual([])
  })
})
