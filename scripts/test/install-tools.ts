import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Outside programs that tests hold our output against, at the versions that they were written with. */
const PYTHON_TOOLS = ['gto==1.10.1', 'numpy==2.4.6', 'tritonclient[http]==2.73.0', 'zizmor==1.32.0']
/** The clouds' own clients, which read what we wrote; apart, because they ask for other versions of the same packages. */
const CLOUD_CLIENTS = ['azure-storage-blob==12.31.1', 'boto3==1.44.8', 'google-cloud-storage==3.17.1']
/** In an environment of its own as well: it brings a hundred packages. */
const DVC = ['dvc==3.67.1']
/** The oldest Node that the npm package names. */
const NODE_22 = `node-${process.platform}-${process.arch}@22.23.3`
/** What GitHub draws the curves of a comment with: nobody says which of the two. */
const MERMAID = ['mermaid-10@npm:mermaid@10.9.6', 'mermaid-11@npm:mermaid@11.17.2']
/** Microsoft's emulator of Azure Blob Storage. */
const AZURITE = 'azurite@3.35.0'
const GO_TOOLS = [
  'github.com/fsouza/fake-gcs-server@v1.56.0',
  'github.com/git-lfs/git-lfs/v3@v3.7.0',
  'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  'github.com/versity/versitygw/cmd/versitygw@v1.8.0',
  'github.com/google/go-containerregistry/cmd/crane@v0.20.6',
  'oras.land/oras/cmd/oras@v1.3.0',
]
/** Taken apart in a folder, which needs no right to install; each with the libraries that it brings along. */
const DEBIAN_TOOLS = [['docker-registry'], ['skopeo', 'libgpgme11', 'libassuan0']]

function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: 600_000 }
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

async function installPython(venv: string, packages: readonly string[]): Promise<string | undefined> {
  const quiet = ['--quiet', '--disable-pip-version-check']
  return (
    (await run('python3', ['-m', 'venv', venv])) ??
    (await run(join(venv, 'bin', 'pip'), ['install', ...quiet, ...packages]))
  )
}

function installNode(prefix: string, wanted: readonly string[]): Promise<string | undefined> {
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts']
  return run('npm', ['install', ...quiet, '--prefix', prefix, ...wanted])
}

/** Downloads packages of this Debian, or of what comes from it, and unpacks them below a folder. */
async function unpackDebian(folder: string, packages: readonly string[]): Promise<string | undefined> {
  const downloads = join(folder, packages[0] ?? '')
  mkdirSync(downloads, { recursive: true })
  const problem = await run('apt-get', ['download', ...packages], {}, downloads)
  if (problem !== undefined) return problem
  for (const file of readdirSync(downloads)) {
    const failed = await run('dpkg-deb', ['-x', join(downloads, file), folder])
    if (failed !== undefined) return failed
  }
  return undefined
}

/** Installs into test/.tools what can be had, all at the same time; returns a line for each that cannot. */
export async function installTools(root: string): Promise<readonly string[]> {
  const folder = join(root, 'test', '.tools')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const python = [
    ['python', 'python-tools', PYTHON_TOOLS],
    ['clouds', 'cloud-clients', CLOUD_CLIENTS],
    ['dvc', 'dvc', DVC],
  ] as const
  const venvs = python.map(([name, stamp, packages]) =>
    once(folder, stamp, packages, () => installPython(join(folder, name), packages)),
  )
  const goEnv = { GOBIN: join(folder, 'bin'), GOFLAGS: '-mod=mod' }
  const go = GO_TOOLS.map((tool) => {
    const name =
      tool
        .replace(/(?:\/v\d+)?@.*$/, '')
        .split('/')
        .at(-1) ?? tool
    return once(folder, `go-${name}`, [tool], () => run('go', ['install', tool], goEnv))
  })
  const node = [
    ['node-22', [NODE_22]],
    ['azurite', [AZURITE]],
    ['mermaid', MERMAID],
  ] as const
  const npm = node.map(([name, wanted]) =>
    once(folder, name, wanted, () => installNode(join(folder, name), wanted)),
  )
  const debian = DEBIAN_TOOLS.map((packages) =>
    once(folder, `debian-${packages[0]}`, packages, () => unpackDebian(join(folder, 'debian'), packages)),
  )
  const problems = await Promise.all([...npm, ...venvs, ...go, ...debian])
  return problems.filter((problem) => problem !== undefined)
}
