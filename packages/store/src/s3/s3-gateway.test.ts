import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { describeBackend } from '../testing/backend-contract.ts'
import { fillStore } from '../testing/filled-store.ts'
import { itServesStores } from '../testing/served-store.ts'
import { VersityGateway } from '../testing/versity-gateway.ts'
import { transfer } from '../transfer.ts'
import { verifyOutput } from '../verify-output.ts'
import { openS3 } from './open-s3.ts'

let gateway: VersityGateway
const open = (bucket: string, env: Record<string, string> = {}) =>
  openS3(`s3://${bucket}/some/prefix`, { ...gateway.env, ...env })

describe.skipIf(!VersityGateway.installed)(`S3Service on a real server${VersityGateway.missing}`, () => {
  beforeAll(async () => {
    gateway = await VersityGateway.start()
  })
  afterAll(() => gateway.stop())

  describeBackend('S3Service', async () => ({ backend: open(gateway.makeBucket()), close: async () => {} }))

  itServesStores('s3', async () => {
    const home = gateway.makeBucket()
    return { home, open: () => open(home), env: gateway.env }
  })

  it('lists more than fits into one answer', async () => {
    const bucket = gateway.makeBucket()
    mkdirSync(join(gateway.folderOf(bucket), 'some/prefix/x'), { recursive: true })
    for (let n = 0; n < 1005; n++) writeFileSync(join(gateway.folderOf(bucket), 'some/prefix/x', `${n}`), 'x')
    const found = new Set<string>()
    for await (const { path } of open(bucket).list('x/')) found.add(path)
    expect(found.size).toBe(1005)
  })

  it('names what was damaged in the bucket, in the order of the tree', async () => {
    const bucket = gateway.makeBucket()
    const source = await fillStore()
    const there = new Store(open(bucket))
    await transfer(source.output, [source.store], there)
    for (const name of ['a/two', 'big']) {
      const file = join(gateway.folderOf(bucket), 'some/prefix', blobPath(source.oidOf(name)))
      writeFileSync(file, name === 'big' ? 'small' : 'TWO')
    }
    const { problems } = await verifyOutput(there, source.output, { deep: true })
    expect(problems.map(({ path, problem }) => [path, problem])).toEqual([
      ['a/two', 'corrupt'],
      ['big', 'corrupt'],
    ])
  })

  it('is refused as a real server refuses: a bucket, a secret, a key, a region', async () => {
    const bucket = gateway.makeBucket()
    const code = async (backend = open(bucket)) =>
      backend.size('x/y').then(
        () => undefined,
        (error) => error.code,
      )
    expect(await code()).toBeUndefined()
    expect(await code(open('no-such-bucket'))).toBe('store/bucket-missing')
    expect(await code(open(bucket, { AWS_SECRET_ACCESS_KEY: 'wrong' }))).toBe('store/credentials-failed')
    expect(await code(open(bucket, { AWS_ACCESS_KEY_ID: 'nobody' }))).toBe('store/credentials-failed')
    expect(await code(open(bucket, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }))).toBe(
      'store/credentials-missing',
    )
    // The server says which region is its own, and is followed there.
    expect(await code(open(bucket, { AWS_REGION: 'eu-west-3' }))).toBeUndefined()
  })
})
