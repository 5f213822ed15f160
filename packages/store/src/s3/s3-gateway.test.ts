import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWhole } from '../read-whole.ts'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { describeBackend } from '../testing/backend-contract.ts'
import { fillStore } from '../testing/filled-store.ts'
import { sampleRecord } from '../testing/sample-record.ts'
import { filesBelow } from '../testing/temporary-folder.ts'
import { VersityGateway } from '../testing/versity-gateway.ts'
import { transfer } from '../transfer.ts'
import { verifyOutput } from '../verify-output.ts'
import { openS3 } from './open-s3.ts'
import { PART_BYTES } from './s3-backend.ts'

let gateway: VersityGateway
/** From version 7.75 on. */
const curlSigns = spawnSync('curl', ['--help', 'all'], { encoding: 'utf8' }).stdout?.includes('--aws-sigv4')
if (!curlSigns)
  console.warn('SKIPPED: there is no curl that signs, so nothing here shows that an outsider can read')
const open = (bucket: string, env: Record<string, string> = {}) =>
  openS3(`s3://${bucket}/some/prefix`, { ...gateway.env, ...env })

describe.skipIf(!VersityGateway.installed)(`S3Backend on a real server${VersityGateway.missing}`, () => {
  beforeAll(async () => {
    gateway = await VersityGateway.start()
  })
  afterAll(() => gateway.stop())

  describeBackend('S3Backend', async () => ({ backend: open(gateway.makeBucket()), close: async () => {} }))

  it('sends a large blob in parts, with the condition at their end, and leaves nothing of a wrong one', async () => {
    const bucket = gateway.makeBucket()
    const backend = open(bucket)
    const data = randomBytes(2 * PART_BYTES + 1)
    const path = blobPath(digestOf(data))
    const wrong = Buffer.from(data).fill(0, 0, 9)
    await expect(backend.putIfAbsent(path, wrong)).rejects.toMatchObject({ code: 'store/object-corrupt' })
    expect(filesBelow(gateway.folderOf(bucket))).toEqual([])
    // Both find nothing when they look first, so that only the condition can tell them apart.
    const results = await Promise.all([backend.putIfAbsent(path, data), backend.putIfAbsent(path, data)])
    expect(results.sort()).toEqual(['created', 'exists'])
    expect(Buffer.compare(await readWhole(backend.read(path)), data)).toBe(0)
    await backend.put(path, data)
    expect(filesBelow(gateway.folderOf(bucket))).toEqual([`some/prefix/${path}`])
  })

  it('lists more than fits into one answer', async () => {
    const bucket = gateway.makeBucket()
    mkdirSync(join(gateway.folderOf(bucket), 'some/prefix/x'), { recursive: true })
    for (let n = 0; n < 1005; n++) writeFileSync(join(gateway.folderOf(bucket), 'some/prefix/x', `${n}`), 'x')
    const found = new Set<string>()
    for await (const { path } of open(bucket).list('x/')) found.add(path)
    expect(found.size).toBe(1005)
  })

  it('carries a tree there and back', async () => {
    const bucket = gateway.makeBucket()
    const source = await fillStore()
    const there = new Store(open(bucket))
    expect((await transfer(source.output, [source.store], there)).moved.objects).toBe(4)
    expect((await transfer(source.output, [source.store], there)).moved.objects).toBe(0)
    expect((await verifyOutput(there, source.output, { deep: true })).problems).toEqual([])
    const back = await fillStore({})
    await transfer(source.output, [there], back.store)
    expect(await back.store.hasOutput(source.output)).toBe(true)
  })

  it.skipIf(!curlSigns)('lets curl read a blob by its digest', async () => {
    const bucket = gateway.makeBucket()
    const oid = digestOf('two')
    await open(bucket).putIfAbsent(blobPath(oid), Buffer.from('two'))
    const signed = [
      '--aws-sigv4',
      'aws:amz:us-east-1:s3',
      '--user',
      `${gateway.env.AWS_ACCESS_KEY_ID}:${gateway.env.AWS_SECRET_ACCESS_KEY}`,
    ]
    const url = `${gateway.endpoint}/${bucket}/some/prefix/${blobPath(oid)}`
    // Without it curl 7.88 signs no digest of the body, which the server asks for.
    const empty = ['--header', `x-amz-content-sha256: ${digestOf('').slice('sha256:'.length)}`]
    const read = execFileSync('curl', ['--silent', '--fail', ...signed, ...empty, url])
    expect([digestOf(read), read.toString()]).toEqual([oid, 'two'])
  })

  it('lets runners that end at the same moment agree on one record', async () => {
    const bucket = gateway.makeBucket()
    const runners = Array.from({ length: 8 }, () => new Store(open(bucket)))
    const results = await Promise.all(
      runners.map((runner, n) => runner.putRecord('main', { ...sampleRecord(), gpu_seconds: n })),
    )
    expect(results.filter(({ created }) => created).length).toBe(1)
    expect(new Set(results.map(({ digest }) => digest)).size).toBe(1)
    const found = await new Store(open(bucket)).findRun(['main'], sampleRecord().key)
    expect(found?.digest).toBe(results[0]?.digest)
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
