import { execFile } from 'node:child_process'

/** How a process is started without a network: the words to put before it. Empty where this machine cannot. */
export type Isolation = readonly string[]

// With the rights for it, a new network namespace alone; else one inside a user namespace of our own.
const WAYS: readonly Isolation[] = [
  ['unshare', '--net'],
  ['unshare', '--net', '--map-root-user'],
]

let probed: Promise<Isolation> | undefined

/** Finds out once per process how a runner can be kept from the network. Linux only; elsewhere it cannot. */
export function networkIsolation(): Promise<Isolation> {
  probed ??= probe()
  return probed
}

async function probe(): Promise<Isolation> {
  if (process.platform !== 'linux') return []
  for (const way of WAYS) {
    if (await succeeds([...way, process.execPath, '--version'])) return way
  }
  return []
}

function succeeds([command = '', ...args]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 10_000 }, (error) => resolve(error === null))
  })
}
