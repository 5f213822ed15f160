import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunTool } from './run-tool.ts'

export type ContainerCommand = 'docker' | 'podman'

/** What became of asking the container runtime. */
export type ContainerReading =
  | {
      readonly state: 'read'
      readonly version: string
      /** By which way containers get NVIDIA's GPUs: "runtime nvidia", "CDI"; null where there is none. */
      readonly gpuHook: string | null
    }
  | { readonly state: 'failed'; readonly reason: string; readonly hint: string }

/** Asks the runtime, and looks for a way to give NVIDIA's GPUs to its containers. */
export async function probeContainers(
  command: ContainerCommand,
  run: RunTool,
  cdiFolders: readonly string[] = ['/etc/cdi', '/var/run/cdi'],
): Promise<ContainerReading> {
  const result = await run(command, ['info', '--format', '{{json .}}'])
  if (result.state === 'missing')
    return { state: 'failed', reason: 'it is not installed', hint: `Install ${command} on the runner` }
  if (result.state === 'hung')
    return { state: 'failed', reason: 'it does not answer', hint: `sudo systemctl restart ${command}` }
  const failure = result.status === 0 ? undefined : explain(result.stderr + result.stdout, command)
  if (failure) return failure
  try {
    const { version, hook, daemonError } = parseContainerInfo(result.stdout)
    if (daemonError) return explain(daemonError, command)
    return { state: 'read', version, gpuHook: hook ?? (hasNvidiaCdi(cdiFolders) ? 'CDI' : null) }
  } catch (error) {
    const reason = `its answer cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return { state: 'failed', reason, hint: `Run ${command} info on the machine` }
  }
}

interface ContainerInfo {
  readonly ServerVersion?: string
  readonly ServerErrors?: readonly string[]
  readonly Runtimes?: Readonly<Record<string, unknown>>
  readonly DiscoveredDevices?: readonly { readonly ID?: string }[] | null
  readonly version?: { readonly Version?: string }
}

/** Reads `docker info` and `podman info`, printed as JSON. @throws SyntaxError for what is not JSON */
export function parseContainerInfo(json: string): {
  readonly version: string
  readonly hook: string | undefined
  readonly daemonError: string | undefined
} {
  const info = JSON.parse(json) as ContainerInfo
  const devices = info.DiscoveredDevices ?? []
  return {
    version: info.ServerVersion ?? info.version?.Version ?? 'of an unknown version',
    hook:
      info.Runtimes && 'nvidia' in info.Runtimes
        ? 'runtime nvidia'
        : devices.some(({ ID }) => ID?.startsWith('nvidia.com/gpu'))
          ? 'CDI'
          : undefined,
    // Docker's client answers with success and an error inside where it cannot reach the daemon.
    daemonError: info.ServerErrors?.[0],
  }
}

function explain(printed: string, command: ContainerCommand): Extract<ContainerReading, { state: 'failed' }> {
  const state = 'failed'
  if (/permission denied/i.test(printed))
    return {
      state,
      reason: 'this user may not speak to its daemon',
      hint: 'sudo usermod -aG docker $(id -un), then start the runner again',
    }
  if (/cannot connect to the docker daemon/i.test(printed))
    return { state, reason: 'its daemon does not run', hint: 'sudo systemctl start docker' }
  return {
    state,
    reason: printed.trim().split('\n', 1)[0] || 'it ended badly and said nothing',
    hint: `Run ${command} info on the machine`,
  }
}

function hasNvidiaCdi(folders: readonly string[]): boolean {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .some((path) => /\.(?:ya?ml|json)$/.test(path) && readFileSync(path, 'utf8').includes('nvidia.com/gpu'))
}
