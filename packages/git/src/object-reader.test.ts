import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ObjectReader } from './object-reader.ts'
import { TEST_GIT_ENV, TemporaryRepository } from './testing/temporary-repository.ts'

describe('ObjectReader', () => {
  it('fails every open request when Git ends early, and starts again for the next', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const bin = origin.path('bin/git')
    origin.write('bin/git', '#!/bin/sh\nexit 3\n', { executable: true })
    const reader = new ObjectReader({
      cwd: origin.root,
      env: { ...TEST_GIT_ENV, PATH: `${origin.path('bin')}:/bin` },
    })
    const requests = [reader.read('HEAD'), reader.read('HEAD^{tree}')]
    for (const request of requests) await expect(request).rejects.toMatchObject({ code: 'git/failed' })
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
    execFileSync('ln', ['-sf', real, bin])
    expect((await reader.read('HEAD'))?.oid).toBe(origin.git('rev-parse', 'HEAD'))
  })

  it('does not keep a program alive that has its answers', () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const source = fileURLToPath(new URL('object-reader.ts', import.meta.url))
    const program = `
      import { ObjectReader } from ${JSON.stringify(source)}
      const reader = new ObjectReader({ cwd: ${JSON.stringify(origin.root)}, env: process.env })
      console.log((await reader.read('HEAD')).type, (await reader.read('HEAD:a.txt')).content.toString())`
    const started = performance.now()
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    })
    expect(output).toBe('commit a\n')
    // It would be five seconds of waiting for an idle child, or for ever.
    expect(performance.now() - started).toBeLessThan(4500)
  })
})
