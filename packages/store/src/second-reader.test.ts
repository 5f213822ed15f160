// read_store.py was written from the format pages alone: what it reads is what the pages say, and no habit of our own code.
import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatPointer } from '@slipway/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DirectoryBackend } from './directory-backend.ts'
import { Store } from './store.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'
import { transfer } from './transfer.ts'
import { Workspace } from './workspace.ts'

const READER = fileURLToPath(new URL('testing/read_store.py', import.meta.url))
const PART_BYTES = 64 << 20

let folder: TemporaryFolder
let workspace: Workspace
beforeEach(async () => {
  folder = new TemporaryFolder()
  workspace = await Workspace.open(folder.root)
})
afterEach(() => folder[Symbol.dispose]())

/** Adds and pushes a target, as the verbs do. */
async function share(target: string): Promise<void> {
  const local = new Store(DirectoryBackend.open(folder.path('local')))
  const remote = new Store(DirectoryBackend.open(folder.path('store')), { partBytes: PART_BYTES })
  const { output, files } = await workspace.save(target, local)
  await transfer(output, [local], remote)
  folder.write(`${target}.slip`, formatPointer({ ...output, files }))
}

function readBack(target: string) {
  const into = folder.path('read')
  rmSync(into, { recursive: true, force: true })
  const asked = [READER, folder.path('store'), folder.path(`${target}.slip`), into]
  const { status, stdout, stderr } = spawnSync('python3', asked, { encoding: 'utf8' })
  return { status, served: stdout.trim(), stderr, into }
}

describe('a reader written from the format pages', () => {
  it('gives back a folder whose small files lie in packs, beside a large one that lies whole', async () => {
    for (let i = 0; i < 200; i++) folder.write(`many/${i % 7}/${i}.txt`, `row ${i}\n`.repeat(i + 1))
    folder.write('many/odd/ä %\n.bin', 'odd')
    folder.write('many/run.sh', '#!/bin/sh\n', { executable: true })
    folder.write('many/large.bin', Buffer.alloc(3 << 20, 7))
    await share('many')
    const { into, ...said } = readBack('many')
    expect(said).toEqual({ status: 0, stderr: '', served: 'whole=1 parts=0 packed=202' })
    expect(spawnSync('diff', ['-r', into, folder.path('many')]).status).toBe(0)
  })

  it('gives back a file of more than 64 MiB from its parts', async () => {
    const bytes = Buffer.alloc(PART_BYTES + 5)
    for (let at = 0; at + 4 <= bytes.length; at += 4096) bytes.writeUInt32LE(at, at)
    folder.write('model.bin', bytes)
    await share('model.bin')
    const { into, ...said } = readBack('model.bin')
    expect(said).toEqual({ status: 0, stderr: '', served: 'whole=0 parts=1 packed=0' })
    expect(spawnSync('cmp', [into, folder.path('model.bin')]).status).toBe(0)
  })

  it('refuses a pack with one wrong bit', async () => {
    for (let i = 0; i < 50; i++) folder.write(`many/${i}.txt`, `row ${i}\n`)
    await share('many')
    const packs = folder.path('store/k')
    const [name = ''] = readdirSync(packs, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.length > 60,
    )
    const bytes = readFileSync(join(packs, name))
    bytes[10] = (bytes[10] ?? 0) ^ 1
    chmodSync(join(packs, name), 0o644)
    writeFileSync(join(packs, name), bytes)
    expect(readBack('many').status).toBe(1)
  })
})
