import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, type TreeFile, walkTree } from '@slipway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { type FilledStore, fillStore } from '../testing/filled-store.ts'
import { missingTools, RegistryServer, runTool } from '../testing/registry-server.ts'
import { contentsOf, filesBelow, TemporaryFolder } from '../testing/temporary-folder.ts'
import { planLayers } from './plan-layers.ts'
import { tarEntry } from './tar-entry.ts'
import { writeOciLayout } from './write-oci-layout.ts'

const FILES = {
  'config.json': Buffer.from('{}'),
  'empty/nothing': Buffer.alloc(0),
  'naïve/ünïcode 模型.txt': Buffer.from('odd'),
  [`long/${'folder-with-a-long-name/'.repeat(8)}leaf`]: Buffer.from('deep'),
  'weights/model.bin': Buffer.alloc((2 << 20) + 3, 'weights'),
}
/** Changes only when exports are meant to have other bytes. */
const MANIFEST = 'sha256:73b932fb7bfd2a98c22ef883c6e5860b76efeabdd24c88389d8eff32d1cce7a4'

let source: FilledStore
beforeAll(async () => {
  source = await fillStore(FILES)
})

const write = async (folder: TemporaryFolder, name = 'image', store = source.store) => {
  const files = [...walkTree(await source.store.readTree(source.output.oid))]
  return writeOciLayout(files, store, folder.path(name), { output: source.output.oid, tag: '1.4.0' })
}

/** All that the layers hold, as somebody else's tar unpacks it. */
function unpack(folder: TemporaryFolder, layout: string): Record<string, string> {
  const blobs = folder.path(`${layout}/blobs/sha256`)
  const blobOf = (digest: string) => readFileSync(join(blobs, digest.slice('sha256:'.length)), 'utf8')
  const index = JSON.parse(readFileSync(folder.path(`${layout}/index.json`), 'utf8'))
  const manifest = JSON.parse(blobOf(index.manifests[0].digest))
  mkdirSync(folder.path('unpacked'))
  for (const { digest } of manifest.layers)
    execFileSync('tar', ['-xf', join(blobs, digest.slice('sha256:'.length)), '-C', folder.path('unpacked')])
  const found = contentsOf(folder.path('unpacked'))
  rmSync(folder.path('unpacked'), { recursive: true })
  return found
}

describe('writeOciLayout()', () => {
  it('writes files that tar unpacks to the same bytes, and blobs of the digests that name them', async () => {
    using folder = new TemporaryFolder()
    const { digest, layers } = await write(folder)
    expect(layers).toBe(1)
    const expected = Object.entries(FILES).map(([path, content]) => [
      `models/${path}`,
      content.toString('latin1'),
    ])
    expect(unpack(folder, 'image')).toEqual(Object.fromEntries(expected))
    for (const name of readdirSync(folder.path('image/blobs/sha256')))
      expect(digestOf(readFileSync(folder.path(`image/blobs/sha256/${name}`)))).toBe(`sha256:${name}`)
    expect(JSON.parse(readFileSync(folder.path('image/index.json'), 'utf8'))).toMatchObject({
      manifests: [{ digest, annotations: { 'org.opencontainers.image.ref.name': '1.4.0' } }],
    })
  })

  it('gives the same bytes wherever and whenever it runs', async () => {
    using folder = new TemporaryFolder()
    expect((await write(folder)).digest).toBe(MANIFEST)
    expect((await write(folder, 'again')).digest).toBe(MANIFEST)
    expect(folder.contents('again')).toEqual(folder.contents('image'))
  })

  it('writes a single file under its name, and keeps that it is executable', async () => {
    using folder = new TemporaryFolder()
    const content = FILES['weights/model.bin']
    const file = { path: 'delay.onnx', kind: 'executable' as const, oid: digestOf(content) }
    await writeOciLayout([{ ...file, bytes: content.length }], source.store, folder.path('image'))
    expect(unpack(folder, 'image')).toEqual({ 'models/delay.onnx': `x ${content.toString('latin1')}` })
  })

  it('leaves nothing of what is missing or damaged, and writes over nothing', async () => {
    using folder = new TemporaryFolder()
    const { backend, oidOf } = await fillStore(FILES)
    const store = new Store(backend)
    for (const [path, code] of [
      ['weights/model.bin', 'store/object-corrupt'],
      ['config.json', 'store/object-corrupt'],
    ] as const) {
      const held = backend.objects.get(blobPath(oidOf(path))) ?? Buffer.of()
      backend.objects.set(blobPath(oidOf(path)), Buffer.alloc(held.length, 'x'))
      await expect(write(folder, 'image', store)).rejects.toMatchObject({ code })
      backend.objects.set(blobPath(oidOf(path)), held)
      expect(filesBelow(folder.root)).toEqual([])
    }
    backend.objects.delete(blobPath(oidOf('config.json')))
    await expect(write(folder, 'image', store)).rejects.toMatchObject({ code: 'store/object-missing' })
    folder.write('taken/mine', 'mine')
    folder.write('file', 'mine')
    for (const name of ['taken', 'file'])
      await expect(write(folder, name)).rejects.toMatchObject({ code: 'store/folder-taken', kind: 'usage' })
    expect(folder.contents()).toEqual({ 'taken/mine': 'mine', file: 'mine' })
    mkdirSync(folder.path('empty'))
    await write(folder, 'empty')
    expect(existsSync(folder.path('empty/oci-layout'))).toBe(true)
  })
})

const missing = missingTools('crane', 'skopeo')
describe.skipIf(missing !== '')(`an image that writeOciLayout() wrote${missing}`, () => {
  let server: RegistryServer
  beforeAll(async () => {
    server = await RegistryServer.start('crane')
  })
  afterAll(() => server.stop())

  it('is taken by skopeo and crane, and comes back with the same digest and the same files', async () => {
    using folder = new TemporaryFolder()
    const { digest } = await write(folder)
    const layout = `oci:${folder.path('image')}:1.4.0`
    const inspected = JSON.parse(runTool('skopeo', ['inspect', layout], folder.root).toString())
    expect(inspected).toMatchObject({ Digest: digest, Architecture: 'amd64', Os: 'linux' })
    const image = `${server.host}/team/model`
    const copy = ['--insecure-policy', '--tmpdir', folder.root, 'copy', '--quiet', '--preserve-digests']
    runTool('skopeo', [...copy, '--dest-tls-verify=false', layout, `docker://${image}:one`], folder.root)
    runTool('crane', ['push', '--insecure', folder.path('image'), `${image}:two`], folder.root)
    for (const tag of ['one', 'two']) {
      const crane = (...args: string[]) =>
        runTool('crane', [...args, `${image}:${tag}`, '--insecure'], folder.root)
      expect(crane('digest').toString().trim()).toBe(digest)
    }
    folder.write('exported.tar', runTool('crane', ['export', `${image}:one`, '-', '--insecure'], folder.root))
    mkdirSync(folder.path('exported'))
    execFileSync('tar', ['-xf', folder.path('exported.tar'), '-C', folder.path('exported')])
    expect(contentsOf(folder.path('exported/models'))).toEqual(
      Object.fromEntries(Object.entries(FILES).map(([path, content]) => [path, content.toString('latin1')])),
    )
  })
})

it('tarEntry() names sizes and paths that ustar has no room for, as Python reads them', () => {
  const path = `models/${'x'.repeat(94)}`
  const script = `
import io, json, sys, tarfile
for line in sys.stdin:
    member = tarfile.open(fileobj=io.BytesIO(bytes.fromhex(line)), mode="r:").next()
    print(json.dumps([member.name, member.size, member.mode, member.mtime, member.uid, member.isdir()]))`
  const members = [
    [{ path, bytes: 9 * 2 ** 30, executable: false }, [path, 9 * 2 ** 30, 0o644, 0, 0, false]],
    [
      { path: 'models/é', bytes: 8 * 2 ** 30 - 1, executable: true },
      ['models/é', 8 * 2 ** 30 - 1, 0o755, 0, 0, false],
    ],
    [{ path, bytes: undefined, executable: false }, [path, 0, 0o755, 0, 0, true]],
    [{ path: 'a', bytes: undefined, executable: false }, ['a', 0, 0o755, 0, 0, true]],
  ] as const
  const input = members.map(([member]) => tarEntry(member).toString('hex')).join('\n')
  const found = execFileSync('python3', ['-c', script], { input, encoding: 'utf8' }).trim().split('\n')
  expect(found.map((line) => JSON.parse(line))).toEqual(members.map(([, expected]) => expected))
})

it('planLayers() gives each of the largest files a layer of its own, and bounds the others and their number', () => {
  const fileOf = (path: string, bytes: number): TreeFile => ({
    path,
    kind: 'file',
    oid: digestOf(path),
    bytes,
  })
  const shape = (files: readonly TreeFile[]) =>
    planLayers(files).map((layer) => layer.map(({ path }) => path).join(' '))
  const small = ['a', 'c', 'd'].map((path) => fileOf(path, 1))
  expect(shape([...small, fileOf('b', 64 << 20), fileOf('e', 65 << 20)])).toEqual(['a c d', 'b', 'e'])
  expect(shape([fileOf('a', (64 << 20) - 1)])).toEqual(['a'])
  expect(shape([])).toEqual([])
  const many = Array.from({ length: 1000 }, (_, n) => fileOf(`${n}`, (64 << 20) + n))
  const layers = planLayers(many)
  expect(layers.flat().length).toBe(1000)
  expect(layers.length).toBeLessThan(128)
  expect(layers.filter((layer) => layer.length === 1).length).toBe(96)
})
