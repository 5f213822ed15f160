/** Puts a section between its markers; the rest of the page stays. @throws where the page has no place for it */
export function writeSection(page: string, name: string, section: string): string {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const from = page.indexOf(start)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no ${start} … ${end}`)
  return `${page.slice(0, from + start.length)}\n${section}\n${page.slice(to)}`
}
