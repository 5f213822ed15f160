import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Outside programs that tests hold our output against, at the versions that they were written with. */
const PYTHON_TOOLS = ['gto==1.10.1', 'numpy==2.4.6', 'tritonclient[http]==2.73.0', 'zizmor==1.32.0']
/** The oldest Node that the npm package names. */
const NODE_22 = `node-${process.platform}-${process.arch}@22.23.3`
const GO_TOOLS = [
  'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  'github.com/versity/versitygw/cmd/versitygw@v1.8.0',
]

function run(command: string, args: readonly string[], env: Record<string, string> = {}): string | undefined {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 600_000,
  })
  if (result.status === 0) return undefined
  return (result.error?.message ?? result.stderr.trim().split('\n').at(-1) ?? `exit ${result.status}`).slice(
    0,
    200,
  )
}

/** Does the work once per list of tools; gives the reason where it failed. */
function once(
  folder: string,
  name: string,
  wanted: readonly string[],
  work: () => string | undefined,
): string | undefined {
  const stamp = join(folder, `.${name}`)
  const digest = createHash('sha256').update(wanted.join('\n')).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return undefined
  console.error(`test: installing ${wanted.join(', ')} (once)`)
  const problem = work()
  if (problem === undefined) writeFileSync(stamp, digest)
  return problem
}

/** Installs into test/.tools what can be had; returns a line for each that cannot. */
export async function installTools(root: string): Promise<readonly string[]> {
  const folder = join(root, 'test', '.tools')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const venv = join(folder, 'python')
  const python = once(folder, 'python-tools', PYTHON_TOOLS, () => {
    const made = run('python3', ['-m', 'venv', venv])
    return (
      made ??
      run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...PYTHON_TOOLS])
    )
  })
  const go = once(folder, 'go-tools', GO_TOOLS, () => {
    for (const tool of GO_TOOLS) {
      const problem = run('go', ['install', tool], { GOBIN: join(folder, 'bin'), GOFLAGS: '-mod=mod' })
      if (problem) return problem
    }
    return undefined
  })
  const node = once(folder, 'node-22', [NODE_22], () =>
    run('npm', [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--prefix',
      join(folder, 'node-22'),
      NODE_22,
    ]),
  )
  return [
    ...(node === undefined ? [] : [`NOT INSTALLED: ${NODE_22}: ${node}`]),
    ...(python === undefined ? [] : [`NOT INSTALLED: ${PYTHON_TOOLS.join(', ')}: ${python}`]),
    ...(go === undefined ? [] : [`NOT INSTALLED: ${GO_TOOLS.join(', ')}: ${go}`]),
  ]
}
