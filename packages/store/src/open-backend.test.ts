import { describe, expect, it } from 'vitest'
import { openBackend } from './open-backend.ts'
import { TemporaryFolder } from './testing/index.ts'

const cwd = '/home/here'

describe('openBackend()', () => {
  it('opens a folder by its absolute address', async () => {
    using folder = new TemporaryFolder()
    for (const url of [folder.url('my store%'), `${folder.url('my store%')}/`])
      expect((await openBackend(url, { cwd, env: {} })).url).toBe(folder.url('my store%'))
  })

  it('opens a bucket or a container by its address, and asks nobody', async () => {
    for (const url of ['s3://bucket/p?region=eu-west-3', 'gs://bucket/p', 'az://account/container/p'])
      expect((await openBackend(url, { cwd, env: {} })).url).toBe(url)
    for (const url of ['s3://', 'gs://', 'az://account'])
      await expect(openBackend(url, { cwd, env: {} })).rejects.toMatchObject({ code: 'store/url-invalid' })
  })

  it('opens a repository of a registry by its address, and asks nobody', async () => {
    const url = 'oci://ghcr.io/owner/repo/store'
    expect((await openBackend(url, { cwd, env: {} })).url).toBe(url)
  })

  it('refuses paths and relative addresses, and says how to write them', async () => {
    for (const [url, better] of [
      ['store', 'file:///home/here/store'],
      ['./store', 'file:///home/here/store'],
      ['/mnt/store', 'file:///mnt/store'],
      ['file:store', 'file:///home/here/store'],
      ['file://store', 'file:///home/here/store'],
      ['file://./store', 'file:///home/here/store'],
    ] as const) {
      await expect(openBackend(url, { cwd, env: {} })).rejects.toMatchObject({
        code: 'store/url-invalid',
        kind: 'usage',
        hint: `Write "${better}"`,
      })
    }
  })

  it('refuses what cannot be used yet, what is unknown and what is no address', async () => {
    for (const url of ['oci://ghcr.io', 'ftp://x', 'file:///%zz', ''])
      await expect(openBackend(url, { cwd, env: {} })).rejects.toMatchObject({ code: 'store/url-invalid' })
  })
})
