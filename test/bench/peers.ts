import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Programs that we are measured against. */
export interface Peers {
  /** A program by its name; undefined where it could not be installed. */
  program(name: string): string | undefined
  /** Why there are none; undefined where there are. */
  readonly problem: string | undefined
  /** Of programs that do not come from Python: what could not be had, and why. */
  readonly missing: readonly string[]
}

/** Taken apart in a folder, which needs no right to install. */
const DEBIAN = ['git-lfs', 'rclone', 'restic']
const GATEWAY = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'

/** Installs the peers into test/.tools/bench, once per list of requirements. */
export function openPeers(root: string): Peers {
  const folder = join(root, 'test', '.tools', 'bench')
  const bin = join(folder, 'python', 'bin')
  const problem = install(folder, bin, join(root, 'test', 'bench', 'peers', 'requirements.txt'))
  const missing = [
    ...DEBIAN.map((name) => unpackDebian(join(folder, 'debian'), name)),
    installGateway(join(root, 'test', '.tools', 'bin')),
  ].filter((line) => line !== undefined)
  const folders = [join(folder, 'debian', 'usr', 'bin'), join(root, 'test', '.tools', 'bin')]
  return {
    problem,
    missing,
    program: (name) =>
      (problem === undefined ? [bin, ...folders] : folders)
        .map((each) => join(each, name))
        .find((path) => existsSync(path)),
  }
}

/** @returns why it is not there, if so */
function unpackDebian(folder: string, name: string): string | undefined {
  if (existsSync(join(folder, 'usr', 'bin', name))) return undefined
  const downloads = join(folder, 'downloads', name)
  mkdirSync(downloads, { recursive: true })
  const loaded = spawnSync('apt-get', ['download', name], { cwd: downloads, encoding: 'utf8' })
  if (loaded.status !== 0) return `${name}: ${loaded.error?.message ?? loaded.stderr.trim()}`
  for (const file of readdirSync(downloads)) {
    const unpacked = spawnSync('dpkg-deb', ['-x', join(downloads, file), folder], { encoding: 'utf8' })
    if (unpacked.status !== 0) return `${name}: ${unpacked.error?.message ?? unpacked.stderr.trim()}`
  }
  return undefined
}

/** Where the tests have it too. @returns why it is not there, if so */
function installGateway(folder: string): string | undefined {
  if (existsSync(join(folder, 'versitygw'))) return undefined
  const env = { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' }
  const { status, error, stderr } = spawnSync('go', ['install', GATEWAY], { env, encoding: 'utf8' })
  return status === 0 ? undefined : `versitygw: ${error?.message ?? stderr.trim().split('\n').at(-1)}`
}

function install(folder: string, bin: string, requirements: string): string | undefined {
  const stamp = join(folder, '.peers')
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return undefined
  console.error('bench: installing the peers into test/.tools/bench (about a minute, once)')
  mkdirSync(folder, { recursive: true })
  rmSync(join(folder, 'python'), { recursive: true, force: true })
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['python3', '-m', 'venv', join(folder, 'python')],
    [join(bin, 'pip'), 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
  ]
  for (const [command, ...args] of steps) {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0)
      return error?.message ?? stderr.trim().split('\n').at(-1) ?? `${command} ended with ${status}`
  }
  writeFileSync(stamp, digest)
  return undefined
}
