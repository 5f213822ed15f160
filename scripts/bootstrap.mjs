// Runs `bootstrap.mjs COMMAND [ARG …]` on Node 24 with the workspace installed, on a host that has only Node ≥ 20.20
// and npm. tools/package-lock.json pins Node and pnpm by digest; both are plain packages, so no install script runs.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tools = join(root, 'tools')
const host = `${process.platform}-${process.arch}`
const nodeBin = join(tools, 'node_modules', `node-${host}`, 'bin')
const pnpmBin = join(tools, 'node_modules', '@pnpm', `exe.${host}`)

// npm tells its scripts things that are not meant for pnpm; npm_config_* stays, it may name the registry.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_)|INIT_CWD$)/i.test(name)),
)
env.PATH = [join(root, 'node_modules', '.bin'), nodeBin, pnpmBin, env.PATH].join(delimiter)

/** Runs a command to its end; a failure ends this process with the same status. */
function must(command, args, cwd, extra = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    env: { ...env, ...extra },
    stdio: ['ignore', 2, 2],
  })
  if (!error && status === 0) return
  console.error(`bootstrap: ${command} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}`)
  process.exit(status || 1)
}

/** Does the work only when one of the files has changed since it last ended well. */
function once(stamp, files, label, work) {
  const digest = createHash('sha256').update(host)
  for (const file of files) digest.update(readFileSync(join(root, file)))
  const now = digest.digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  console.error(`bootstrap: ${label}`)
  work()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(`${stamp}.${process.pid}`, now)
  renameSync(`${stamp}.${process.pid}`, stamp)
}

once(
  join(tools, 'node_modules', '.stamp'),
  ['tools/package-lock.json'],
  'installing Node 24 and pnpm (about 10 s, once)',
  () => must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], tools),
)
const pinned = existsSync(join(nodeBin, 'node'))
if (!pinned && Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `bootstrap: no Node 24 package is pinned for ${host}; install Node 24 and pnpm 12, then run this again`,
  )
  process.exit(2)
}
const manifests = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'tools/package-lock.json']
once(join(root, 'node_modules', '.stamp'), manifests, 'installing the workspace (about 20 s, once)', () =>
  must(
    'pnpm',
    ['install', '--frozen-lockfile', '--ignore-scripts', '--reporter=append-only', '--loglevel=warn'],
    root,
    { CI: 'true' },
  ),
)

const [command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' })
// The terminal sends Ctrl-C to the whole group: the child decides when to end, we only pass its end on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal !== 'SIGINT' && child.kill(signal))
child.on('error', (error) => {
  console.error(`bootstrap: ${command}: ${error.message}`)
  process.exit(127)
})
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
