import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Repository } from './repository.ts'
import { TEST_GIT_ENV, TemporaryRepository } from './testing/temporary-repository.ts'

describe('Repository.workTree() in a program', () => {
  it('leaves no scratch folder when the program ends, and clears one that a killed program left a day ago', () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    using temporary = new TemporaryRepository()
    origin.write('new.txt', 'new')
    const yesterday = Date.now() / 1000 - 25 * 3600
    for (const name of ['slipway-git-old', 'slipway-git-new', 'other']) mkdirSync(temporary.path(name))
    for (const name of ['slipway-git-old', 'other']) utimesSync(temporary.path(name), yesterday, yesterday)
    const source = fileURLToPath(new URL('repository.ts', import.meta.url))
    const program = `
      import { readdirSync } from 'node:fs'
      import { Repository } from ${JSON.stringify(source)}
      const tree = await (await Repository.open(${JSON.stringify(origin.root)})).workTree()
      console.log(await tree.readText('new.txt'), readdirSync(process.env.TMPDIR).length)`
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      env: { ...TEST_GIT_ENV, TMPDIR: temporary.root },
    })
    expect(output).toBe('new 3\n')
    expect(readdirSync(temporary.root).sort()).toEqual(['other', 'slipway-git-new'])
    expect(existsSync(origin.path('new.txt'))).toBe(true)
  })
})

describe('Repository.workTree()', () => {
  it('sees a file that was rewritten within the tick of its clock in which the index was written', async () => {
    using temporary = TemporaryRepository.create({ 'a.txt': 'one', 'b.txt': 'b' })
    // What a fast rewrite looks like: the same size, and times that tell nothing.
    temporary.git('config', 'core.trustctime', 'false')
    const tick = Date.now() / 1000 - 3600
    utimesSync(temporary.path('a.txt'), tick, tick)
    temporary.git('add', '--all')
    temporary.write('a.txt', 'two')
    for (const path of ['a.txt', '.git/index']) utimesSync(temporary.path(path), tick, tick)
    const tree = await (await Repository.open(temporary.root, TEST_GIT_ENV)).workTree()
    expect(await tree.readText('a.txt')).toBe('two')
  })
})
