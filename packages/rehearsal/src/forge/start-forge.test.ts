import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startForge } from './start-forge.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'forge-'))
})
afterEach(async () => {
  await rm(directory, { recursive: true, force: true })
})

describe('startForge()', () => {
  it('takes no directory that holds something else, and leaves it as it is', async () => {
    await writeFile(join(directory, 'thesis.txt'), 'precious')
    await expect(startForge({ directory })).rejects.toMatchObject({ code: 'stand-in/directory-taken' })
    expect(await readdir(directory)).toEqual(['thesis.txt'])
  })

  it('takes no directory of a stand-in that lives, and begins anew in that of one that ended', async () => {
    const first = await startForge({ directory })
    first.createUser('ada')
    await first.createRepository({ owner: 'ada', name: 'models' })
    await expect(startForge({ directory })).rejects.toMatchObject({ code: 'stand-in/directory-taken' })
    await first.close()
    expect(await readdir(directory)).toContain('git')
    const second = await startForge({ directory })
    expect(await readdir(directory)).not.toContain('git')
    await second.close()
  })

  it('answers on the loopback only, and not after close()', async () => {
    const forge = await startForge({ directory })
    expect((await fetch(`${forge.urls.api}/meta`)).status).toBe(200)
    expect(new URL(forge.urls.api).hostname).toBe('127.0.0.1')
    expect(new URL(forge.urls.server).hostname).toBe('github.localhost')
    await forge.close()
    await expect(fetch(`${forge.urls.api}/meta`)).rejects.toThrow()
  })

  it('makes each user and repository once, with names that GitHub would take', async () => {
    const forge = await startForge({ directory })
    forge.createUser('ada')
    const code = (act: () => unknown) => {
      try {
        act()
        return 'made'
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    expect(code(() => forge.createUser('Ada'))).toBe('stand-in/name-taken')
    for (const login of ['a--b', '-a', 'a_b', 'api', ''])
      expect(code(() => forge.createUser(login))).toBe('stand-in/name-invalid')
    expect(code(() => forge.createToken('bob'))).toBe('stand-in/account-unknown')
    await forge.createRepository({ owner: 'ada', name: 'models' })
    await expect(forge.createRepository({ owner: 'ada', name: 'Models' })).rejects.toMatchObject({
      code: 'stand-in/name-taken',
    })
    await expect(forge.createRepository({ owner: 'ada', name: '../x' })).rejects.toMatchObject({
      code: 'stand-in/name-invalid',
    })
    await forge.close()
  })

  it('hands out values of an environment over those of its repository', async () => {
    const forge = await startForge({ directory })
    forge.createUser('ada')
    const repository = await forge.createRepository({ owner: 'ada', name: 'models' })
    forge.setVariable(repository, 'region', 'eu')
    forge.setVariable(repository, 'region', 'us', 'prod')
    forge.setSecret(repository, 'KEY', 's3cret', 'prod')
    expect(forge.variables(repository, undefined)).toEqual({ REGION: 'eu' })
    expect(forge.variables(repository, 'PROD')).toEqual({ REGION: 'us' })
    expect([forge.secrets(repository, undefined), forge.secrets(repository, 'prod')]).toEqual([
      {},
      { KEY: 's3cret' },
    ])
    await forge.close()
  })
})
