import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestOf } from '@slipway/core'
import { openBackend } from '@slipway/store'
import * as z from 'zod'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'

const zMade = z.array(
  z.union([
    z.strictObject({ path: z.string(), folder: z.literal(true) }),
    z.strictObject({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/), executable: z.boolean() }),
  ]),
)

interface Fetch {
  readonly id: string
  readonly storage: string
  readonly root: string
  readonly env: Context['env']
  readonly outs: readonly string[]
}

/**
 * Puts what a job made into the workspace, and takes it out of the storage. Only declared outputs are taken.
 * @throws ray/outputs-invalid for bytes that are not those which the job wrote, and for other paths
 */
export async function fetchOutputs({ id, storage, root, env, outs }: Fetch): Promise<void> {
  const exchange = await openExchange(storage, { cwd: root, env })
  const place = `jobs/${id}`
  const bad = (found: string) =>
    commandError(
      'ray/outputs-invalid',
      `Cannot take the outputs of Ray job ${id} from ${storage}: ${found}; expected what the job wrote`,
    )
  const made = zMade.safeParse(parsed(await exchange.read(`${place}/outputs.json`)))
  if (!made.success) throw bad('its list of outputs cannot be read')
  for (const each of made.data) {
    if (
      !outs.some((out) => each.path === out || each.path.startsWith(`${out}/`)) ||
      each.path.split('/').includes('..')
    )
      throw bad(`"${each.path}" is none of its outputs`)
    const target = join(root, each.path)
    if ('folder' in each) {
      rmSync(target, { recursive: true, force: true })
      mkdirSync(target, { recursive: true })
      continue
    }
    const bytes = await exchange.read(`${place}/outputs/${each.path}`)
    if (digestOf(bytes) !== `sha256:${each.sha256}`) throw bad(`"${each.path}" has other bytes`)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
    if (each.executable) chmodSync(target, 0o755)
  }
  await exchange.clear(place)
}

interface Exchange {
  read(path: string): Promise<Buffer>
  clear(folder: string): Promise<void>
}

/** A shared folder, which is no store, or a bucket. */
async function openExchange(
  storage: string,
  options: { readonly cwd: string; readonly env: Context['env'] },
): Promise<Exchange> {
  if (storage.startsWith('file:')) {
    const base = fileURLToPath(storage)
    return {
      read: async (path) => readFileSync(join(base, path)),
      clear: async (folder) => rmSync(join(base, folder), { recursive: true, force: true }),
    }
  }
  const backend = await openBackend(storage, options)
  return {
    read: async (path) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of backend.read(path)) chunks.push(chunk)
      return Buffer.concat(chunks)
    },
    clear: async (folder) => {
      for await (const { path } of backend.list(`${folder}/`)) await backend.delete(path)
    },
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
