import { describe, expect, it } from 'vitest'
import { matchesPatterns } from './filter-pattern.ts'

describe('matchesPatterns()', () => {
  // The examples of GitHub's cheat sheet.
  it.each([
    ['feature/*', ['feature/my-branch'], ['feature/a/b', 'features/a']],
    ['feature/**', ['feature/beta-a/my-branch', 'feature/mona/the/octocat'], ['feature']],
    ['releases/mona-the-octocat', ['releases/mona-the-octocat'], ['releases/mona']],
    ['*', ['main', 'releases'], ['all/the/branches']],
    ['**', ['all/the/branches', 'every/tag'], []],
    ['*feature', ['mona-feature', 'feature'], ['ver/feature', 'feature-x']],
    ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1', 'v2/x']],
    ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1.1', 'v1.a.0']],
    ['*.jsx?', ['page.js', 'page.jsx'], ['page.jsxx', 'src/page.js']],
    ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.jsx']],
    ['docs/*', ['docs/README.md', 'docs/file.txt'], ['docs/a/b.md']],
    [
      'docs/**/*.md',
      ['docs/README.md', 'docs/mona/hello-world.md', 'docs/a/markdown/file.md'],
      ['docs/a.txt'],
    ],
    ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc'], ['adocs/x']],
    ['**/README.md', ['README.md', 'js/README.md'], ['README.mdx']],
    ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js'], ['a/srcs']],
    ['**/*-post.md', ['my-post.md', 'path/their-post.md'], ['post.md']],
    ['**/migrate-*.sql', ['migrate-10909.sql', 'db/sept/migrate-v1.sql'], ['migrate.sql']],
    ['flight-delay@v*', ['flight-delay@v1.4.0'], ['flight-delay#prod#1']],
    ['\\[x\\]', ['[x]'], ['x']],
  ])('%s', (pattern, matching, others) => {
    expect(matching.filter((name) => !matchesPatterns([pattern], name))).toEqual([])
    expect(others.filter((name) => matchesPatterns([pattern], name))).toEqual([])
  })

  it('lets the last pattern that matches decide', () => {
    const patterns = ['**', '!docs/**', 'docs/keep.md']
    expect(matchesPatterns(patterns, 'src/a.ts')).toBe(true)
    expect(matchesPatterns(patterns, 'docs/a.md')).toBe(false)
    expect(matchesPatterns(patterns, 'docs/keep.md')).toBe(true)
    expect(matchesPatterns(['!docs/**'], 'src/a.ts')).toBe(false)
  })
})
