import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { digestOf, runPath, treePath } from '@slipway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readText } from '../read-whole.ts'
import { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { describeBackend } from '../testing/backend-contract.ts'
import { fillStore } from '../testing/filled-store.ts'
import { plantInRegistry, settingsOnRegistry } from '../testing/on-registry.ts'
import { missingTools, RegistryServer, runTool } from '../testing/registry-server.ts'
import { sampleRecord } from '../testing/sample-record.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { transfer } from '../transfer.ts'
import { verifyOutput } from '../verify-output.ts'
import { tagOf } from './object-tag.ts'
import { OciBackend } from './oci-backend.ts'

function open(server: RegistryServer, repository = server.makeRepository()): OciBackend {
  return new OciBackend(settingsOnRegistry(server.host, repository))
}

const data = Buffer.from('content of a blob')
const blob = blobPath(digestOf(data))

for (const name of ['docker-registry', 'crane'] as const) {
  const missing = missingTools(name)
  describe.skipIf(missing !== '')(`${name}${missing}`, () => {
    let server: RegistryServer
    beforeAll(async () => {
      server = await RegistryServer.start(name)
    })
    afterAll(() => server.stop())

    describeBackend(`OciBackend (${name})`, async () => ({
      backend: open(server),
      close: async () => {},
    }))

    it('gives whoever writes past it no way to other bytes, and mends what they squat', async () => {
      const repository = server.makeRepository()
      const { output, store, oidOf } = await fillStore()
      const there = new Store(open(server, repository))
      const squat = (path: string, text: string) =>
        plantInRegistry(server.host, repository, path, Buffer.from(text))
      await transfer(output, [store], there)
      const tree = await store.readTree(output.oid)
      await squat(blobPath(oidOf('a/one')), 'ONE')
      await squat(treePath(output.oid), 'slipway-tree 1\n')
      await squat(runPath('main', sampleRecord().key, 1), '{}')
      expect(Buffer.from(await there.readBytes(oidOf('a/one'))).toString()).toBe('one')
      await expect(there.readTree(output.oid)).rejects.toMatchObject({ code: 'store/object-corrupt' })
      await expect(there.findRun(['main'], sampleRecord().key)).rejects.toMatchObject({
        code: 'store/record-corrupt',
      })
      await there.repairTree(tree)
      expect((await verifyOutput(there, output, { deep: false })).problems).toMatchObject([
        { path: 'a/copy', problem: 'missing', oid: oidOf('a/one') },
      ])
      await transfer(output, [store], there)
      expect(await verifyOutput(there, output, { deep: true })).toMatchObject({ problems: [] })
    })

    it('carries an output whole, and a record that each of many runners finds', async () => {
      const repository = server.makeRepository()
      const source = await fillStore()
      const there = new Store(open(server, repository))
      await transfer(source.output, [source.store], there)
      expect(await verifyOutput(there, source.output, { deep: true })).toMatchObject({ problems: [] })
      const runners = Array.from({ length: 4 }, () => there)
      const results = await Promise.all(
        runners.map((runner, n) => runner.putRecord('main', { ...sampleRecord(), gpu_seconds: n })),
      )
      expect(results.filter(({ created }) => created).length).toBe(1)
      const found = await new Store(open(server, repository)).findRun(['main'], sampleRecord().key)
      expect(new Set([...results, found].map((each) => each?.digest)).size).toBe(1)
    })
  })
}

const unreadable = missingTools('docker-registry', 'crane', 'oras')
describe.skipIf(unreadable !== '')(`what OciBackend writes${unreadable}`, () => {
  let server: RegistryServer
  beforeAll(async () => {
    server = await RegistryServer.start('docker-registry', false)
  })
  afterAll(() => server.stop())

  it('is read by crane and oras, and compares equal', async () => {
    using folder = new TemporaryFolder()
    const repository = server.makeRepository()
    const backend = open(server, repository)
    const large = randomBytes(3 << 20)
    const records = {
      [blob]: data,
      [blobPath(digestOf(large))]: large,
      'runs/main/aa/key/1': Buffer.from('{}'),
    }
    for (const [path, content] of Object.entries(records)) await backend.putIfAbsent(path, content)
    const place = `${server.host}/${repository}`
    const listed = runTool('crane', ['ls', '--insecure', place], folder.root).toString().trim().split('\n')
    expect(listed.sort()).toEqual(Object.keys(records).map(tagOf).sort())
    const manifest = JSON.parse(
      runTool('crane', ['manifest', '--insecure', `${place}:${tagOf(blob)}`], folder.root).toString(),
    )
    expect(manifest).toMatchObject({
      artifactType: 'application/vnd.slipway.object.v1',
      layers: [{ digest: digestOf(data), size: data.length }],
    })
    const bytes = runTool('crane', ['blob', '--insecure', `${place}@${digestOf(large)}`], folder.root)
    expect(Buffer.compare(bytes, large)).toBe(0)
    for (const path of Object.keys(records))
      runTool('oras', ['pull', '--plain-http', `${place}:${tagOf(path)}`], folder.root)
    for (const [path, content] of Object.entries(records))
      expect(Buffer.compare(readFileSync(folder.path(path)), content)).toBe(0)
  })

  it.skipIf(missingTools('skopeo') !== '')(`is copied by skopeo${missingTools('skopeo')}`, async () => {
    using folder = new TemporaryFolder()
    const repository = server.makeRepository()
    await open(server, repository).putIfAbsent(blob, data)
    const from = `docker://${server.host}/${repository}:${tagOf(blob)}`
    const raw = runTool('skopeo', ['inspect', '--raw', '--tls-verify=false', from], folder.root)
    expect(JSON.parse(raw.toString())).toMatchObject({ layers: [{ digest: digestOf(data) }] })
    mkdirSync(folder.path('copy'))
    const copy = ['--insecure-policy', '--tmpdir', folder.root, 'copy', '--quiet', '--src-tls-verify=false']
    runTool('skopeo', [...copy, from, `dir:${folder.path('copy')}`], folder.root)
    expect(readFileSync(folder.path(`copy/${digestOf(data).slice('sha256:'.length)}`)).equals(data)).toBe(
      true,
    )
  })

  it('stays where the registry deletes nothing, which is said', async () => {
    const backend = open(server)
    await backend.put('x/y', data)
    await expect(backend.delete('x/y')).rejects.toMatchObject({ code: 'store/deletion-unsupported' })
    await backend.tryWriting()
    expect(await readText(backend.read('x/y'))).toBe(data.toString())
  })
})
