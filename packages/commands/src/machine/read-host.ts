import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GpuVendor } from './gpu.ts'

/** Room on the disk under a path. */
export interface Room {
  readonly freeBytes: number
  readonly totalBytes: number
  /** Share of the file system's files that are still free; null where it does not count them. */
  readonly freeFiles: number | null
}

/** What this machine has besides GPUs; what cannot be known is null. */
export interface Host {
  readonly memory: { readonly freeBytes: number }
  readonly workspace: Room
  /** Where this machine keeps its copy of the store. */
  readonly storeTier: Room
  readonly shm: Room | null
  /** Files that one process may hold open. */
  readonly openFiles: number | null
}

/** Reads the host from the kernel's files: milliseconds, and no other process. */
export function readHost(root: string): Host {
  return {
    // Within the limit of the control group, where there is one: a pod does not have the memory of its node.
    memory: { freeBytes: process.availableMemory() },
    workspace: roomAt(root),
    storeTier: roomAt(nearestFolder(join(root, '.slipway', 'store'))),
    shm: existsSync('/dev/shm') ? roomAt('/dev/shm') : null,
    openFiles: parseOpenFiles(readText('/proc/self/limits')),
  }
}

/** The soft limit in the text of /proc/<pid>/limits; null where it has none. */
export function parseOpenFiles(limits: string): number | null {
  const found = /^Max open files +(\S+)/m.exec(limits)?.[1]
  if (found === undefined) return null
  return found === 'unlimited' ? Number.POSITIVE_INFINITY : Number(found)
}

/** Vendors of the display controllers and accelerators on the PCI bus. */
export function cardsOnBus(devices = '/sys/bus/pci/devices'): GpuVendor[] {
  const vendors = existsSync(devices)
    ? readdirSync(devices)
        .filter((name) => /^0x(?:03|12)/.test(readText(join(devices, name, 'class'))))
        .map((name) => VENDORS[readText(join(devices, name, 'vendor')).trim()])
    : []
  return [...new Set(vendors.filter((vendor) => vendor !== undefined))]
}

const VENDORS: Readonly<Record<string, GpuVendor>> = { '0x10de': 'nvidia', '0x1002': 'amd' }

function roomAt(path: string): Room {
  const { bsize, bavail, blocks, files, ffree } = statfsSync(path)
  return {
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    freeFiles: files > 0 ? ffree / files : null,
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
