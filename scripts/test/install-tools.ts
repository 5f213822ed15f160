import { execFile } from 'node:child_process'
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

function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, timeout: 600_000 }
    execFile(command, args, options, (error, _, stderr) => {
      const reason = stderr.trim().split('\n').at(-1) || error?.message
      resolve(error ? (reason ?? 'it failed').slice(0, 200) : undefined)
    })
  })
}

/** Does the work once per list of tools; gives a line with the reason where it failed. */
async function once(
  folder: string,
  name: string,
  wanted: readonly string[],
  work: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const stamp = join(folder, `.${name}`)
  const digest = createHash('sha256').update(wanted.join('\n')).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return undefined
  console.error(`test: installing ${wanted.join(', ')} (once)`)
  const problem = await work()
  if (problem !== undefined) return `NOT INSTALLED: ${wanted.join(', ')}: ${problem}`
  writeFileSync(stamp, digest)
  return undefined
}

/** Installs into test/.tools what can be had, all at the same time; returns a line for each that cannot. */
export async function installTools(root: string): Promise<readonly string[]> {
  const folder = join(root, 'test', '.tools')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const venv = join(folder, 'python')
  const pip = join(venv, 'bin', 'pip')
  const python = once(
    folder,
    'python-tools',
    PYTHON_TOOLS,
    async () =>
      (await run('python3', ['-m', 'venv', venv])) ??
      (await run(pip, ['install', '--quiet', '--disable-pip-version-check', ...PYTHON_TOOLS])),
  )
  const goEnv = { GOBIN: join(folder, 'bin'), GOFLAGS: '-mod=mod' }
  const go = GO_TOOLS.map((tool) => {
    const name = tool.replace(/@.*$/, '').split('/').at(-1) ?? tool
    return once(folder, `go-${name}`, [tool], () => run('go', ['install', tool], goEnv))
  })
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts']
  const node = once(folder, 'node-22', [NODE_22], () =>
    run('npm', ['install', ...quiet, '--prefix', join(folder, 'node-22'), NODE_22]),
  )
  const problems = await Promise.all([node, python, ...go])
  return problems.filter((problem) => problem !== undefined)
}
