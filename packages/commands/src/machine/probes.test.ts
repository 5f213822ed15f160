import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { probeClock } from './probe-clock.ts'
import { probeContainers } from './probe-containers.ts'
import { probeKernelLog } from './probe-kernel-log.ts'
import { probeRunner } from './probe-runner.ts'
import { cardsOnBus, parseOpenFiles, readHost } from './read-host.ts'
import { fakeTools, HUNG, says } from './testing/fake-tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipway-probes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

describe('probeContainers()', () => {
  const info = 'docker info --format {{json .}}'
  const docker = (answer: string, ...more: [number?, string?]) =>
    probeContainers('docker', fakeTools({ [info]: says(answer, ...more) }), [join(folder, 'cdi')])

  it('finds the way in which containers get GPUs: a runtime, CDI of the daemon, a file of CDI, or none', async () => {
    const hook = async (fields: object) => {
      const reading = await docker(JSON.stringify({ ServerVersion: '28.1.1', ...fields }))
      return reading.state === 'read' ? reading.gpuHook : reading.reason
    }
    expect(await hook({ Runtimes: { runc: {}, nvidia: {} } })).toBe('runtime nvidia')
    expect(await hook({ DiscoveredDevices: [{ Source: 'cdi', ID: 'nvidia.com/gpu=0' }] })).toBe('CDI')
    expect(await hook({ Runtimes: { runc: {} }, DiscoveredDevices: null })).toBeNull()
    write('cdi/nvidia.yaml', 'cdiVersion: 0.5.0\nkind: nvidia.com/gpu\n')
    expect(await hook({})).toBe('CDI')
    rmSync(join(folder, 'cdi'), { recursive: true })
  })

  it('reads podman, which has no daemon', async () => {
    const run = fakeTools({ podman: says('{"host":{},"version":{"Version":"5.4.0"}}') })
    expect(await probeContainers('podman', run, [])).toEqual({
      state: 'read',
      version: '5.4.0',
      gpuHook: null,
    })
  })

  it('says what is wrong and what mends it', async () => {
    const denied =
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock'
    expect(await docker('', 1, denied)).toMatchObject({ hint: expect.stringContaining('usermod') })
    const down =
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
    expect(await docker('', 1, down)).toMatchObject({ reason: 'its daemon does not run' })
    // The client of some versions ends well and tells the error inside.
    expect(await docker(JSON.stringify({ ServerErrors: [down] }))).toMatchObject({
      reason: 'its daemon does not run',
    })
    expect(await docker('no JSON')).toMatchObject({ state: 'failed' })
    expect(await probeContainers('docker', fakeTools({ docker: HUNG }))).toMatchObject({ state: 'failed' })
    expect(await probeContainers('docker', fakeTools({}))).toMatchObject({ reason: 'it is not installed' })
  })
})

describe('probeKernelLog()', () => {
  const line = 'NVRM: Xid (PCI:0000:d9:00): 79, GPU has fallen off the bus.\n'
  it('reads the ring buffer, or the journal where that is closed', async () => {
    expect(await probeKernelLog(fakeTools({ dmesg: says(line) }))).toHaveLength(1)
    const closed = says('', 1, 'dmesg: read kernel buffer failed: Operation not permitted\n')
    expect(await probeKernelLog(fakeTools({ dmesg: closed, journalctl: says(line) }))).toHaveLength(1)
    expect(await probeKernelLog(fakeTools({ dmesg: closed, journalctl: says('', 1) }))).toEqual([])
  })
  it('does not take a log that it may not read for an empty one', async () => {
    const blind = says(
      '',
      1,
      'Hint: You are currently not seeing messages from other users and the system.\n',
    )
    expect(await probeKernelLog(fakeTools({ journalctl: blind }))).toBeUndefined()
    expect(await probeKernelLog(fakeTools({}))).toBeUndefined()
  })
})

describe('probeRunner()', () => {
  it('finds the runner by the Node of an action, or above the workspace of a step', async () => {
    write('runner/bin/Runner.Listener', '')
    write('runner/externals/node24/bin/node', '')
    const root = join(folder, 'runner')
    const run = fakeTools({ [join(root, 'bin', 'Runner.Listener')]: says('2.336.0\n') })
    const found = { version: '2.336.0', hasNode24: true }
    expect(await probeRunner({}, join(root, 'externals/node24/bin/node'), run)).toEqual(found)
    const env = { GITHUB_WORKSPACE: join(root, '_work/repo/repo') }
    expect(await probeRunner(env, '/usr/bin/node', run)).toEqual(found)
    expect(await probeRunner({}, '/usr/bin/node', run)).toBeUndefined()
    rmSync(join(root, 'externals'), { recursive: true })
    expect(await probeRunner(env, '/usr/bin/node', fakeTools({}))).toEqual({
      version: null,
      hasNode24: false,
    })
  })
})

describe('probeClock()', () => {
  it('compares with the date of one answer', async () => {
    let requests = 0
    const server = createServer((_, response) => {
      requests++
      response.setHeader('date', 'Fri, 02 Jan 2026 03:04:05 GMT').end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const now = () => new Date('2026-01-02T03:06:05.500Z')
    expect(await probeClock(address, now, 5000)).toMatchObject({ state: 'read', aheadSeconds: 120 })
    expect(requests).toBe(1)
    await new Promise((resolve) => server.close(resolve))
    expect(await probeClock(address, now, 5000)).toMatchObject({ state: 'failed' })
  })
})

describe('readHost()', () => {
  it('reads room and limits of this machine', () => {
    const host = readHost(folder)
    expect(host.workspace.freeBytes).toBeLessThanOrEqual(host.workspace.totalBytes)
    expect(host.memory.freeBytes).toBeGreaterThan(0)
    expect(host.openFiles).toBeGreaterThan(0)
  })
  it('takes the soft limit of open files', () => {
    const text = (soft: string) =>
      `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}                 524288               files\n`
    expect([text('1024'), text('unlimited'), ''].map(parseOpenFiles)).toEqual([
      1024,
      Number.POSITIVE_INFINITY,
      null,
    ])
  })
  it('cardsOnBus() knows display controllers and accelerators by vendor', () => {
    const device = (name: string, vendor: string, kind: string) => {
      write(`pci/${name}/vendor`, `${vendor}\n`)
      write(`pci/${name}/class`, `${kind}\n`)
    }
    device('0000:00:02.0', '0x8086', '0x030000')
    device('0000:01:00.0', '0x10de', '0x030200')
    device('0000:01:00.1', '0x10de', '0x040300')
    device('0000:05:00.0', '0x1002', '0x120000')
    expect(cardsOnBus(join(folder, 'pci'))).toEqual(['nvidia', 'amd'])
    expect(cardsOnBus(join(folder, 'nothing'))).toEqual([])
  })
})
