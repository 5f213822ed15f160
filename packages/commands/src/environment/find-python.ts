import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { shellWords } from '@slipway/pipeline'
import type { Context } from '../context.ts'

/** A Python on this machine, by what lies around it; it is not run. */
export interface Python {
  /** "3.12.3", or what is known of it; null where nothing is. */
  readonly version: string | null
  /** Where packages are installed, in the order in which Python looks. */
  readonly folders: readonly string[]
  /** Conda's notes on its packages, where it is conda's. */
  readonly condaFolder: string | null
}

/** Words in front of a program that start it and are none of Python's. */
const STARTERS = new Set(['exec', 'time', 'nice', 'nohup', 'env', 'run'])

/**
 * The Python that the commands of a stage use: one they name, the one of an environment whose program they start (`torchrun`, `uv
 * run`), or else the one of an active environment; undefined where none of these is there.
 * @param folder in which the commands run
 */
export function findPython(
  commands: readonly string[],
  folder: string,
  env: Context['env'],
): Python | undefined {
  for (const command of commands) {
    for (const program of programsOf(command)) {
      const file = program === 'uv' ? environmentPython(env, folder) : locate(program, folder, env)
      const python = file === undefined ? undefined : pythonAround(file, env)
      if (python) return python
    }
  }
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX
  return active ? pythonAround(join(active, 'bin', 'python'), env) : undefined
}

/** The first word of each simple command, without assignments and starters. */
function programsOf(command: string): string[] {
  const programs: string[] = []
  let isStart = true
  for (const word of shellWords(command)) {
    if (/^(?:[;|&]+|\n)$/.test(word)) isStart = true
    else if (isStart && !/^[A-Za-z_]\w*=/.test(word) && !STARTERS.has(word)) {
      programs.push(word)
      isStart = false
    }
  }
  return programs
}

function environmentPython(env: Context['env'], folder: string): string | undefined {
  const place = env.UV_PROJECT_ENVIRONMENT || join(folder, '.venv')
  const file = join(resolve(folder, place), 'bin', 'python')
  return existsSync(file) ? file : undefined
}

function locate(program: string, folder: string, env: Context['env']): string | undefined {
  if (program.includes('/'))
    return existsSync(resolve(folder, program)) ? resolve(folder, program) : undefined
  const file = (env.PATH ?? '')
    .split(':')
    .map((place) => resolve(folder, place || '.', program))
    .find((candidate) => existsSync(candidate))
  return file === undefined ? undefined : behindShim(file, folder, env)
}

/** pyenv puts scripts on the path that start the version which was chosen: by variable, folder or for all. */
function behindShim(file: string, folder: string, env: Context['env']): string {
  const [, root, program] = /^(.+)\/shims\/([^/]+)$/.exec(file) ?? []
  if (root === undefined || program === undefined) return file
  const choices = [join(folder, '.python-version'), join(root, 'version')]
  const chosen = choices.find((choice) => existsSync(choice))
  const version =
    env.PYENV_VERSION ?? (chosen === undefined ? undefined : readFileSync(chosen, 'utf8').trim())
  return version === undefined ? file : join(root, 'versions', version, 'bin', program)
}

/** The Python that a program belongs to: itself, or the one of the environment that it was installed into. */
function pythonAround(file: string, env: Context['env']): Python | undefined {
  const prefix = dirname(dirname(file))
  const isPython = /^python[0-9.]*$/.test(basename(file))
  const settings = readSettings(join(prefix, 'pyvenv.cfg'))
  const isConda = existsSync(join(prefix, 'conda-meta'))
  if (!isPython && !settings && !isConda) return undefined
  // The one of the system is found by its own name: "/usr/bin/python3" is a link to "python3.13".
  const real = existsSync(file) ? realpathSync(file) : file
  const version =
    settings?.version ?? settings?.version_info ?? /python([0-9]+\.[0-9]+)$/.exec(real)?.[1] ?? null
  const own = packageFolders(prefix, settings ? undefined : version)
  const outer = settings
    ? /true/i.test(settings['include-system-site-packages'] ?? '') && settings.home
      ? packageFolders(dirname(settings.home), version?.split('.', 2).join('.'))
      : []
    : [
        ...userFolders(env, version),
        ...(real.startsWith(`${prefix}/`) ? [] : packageFolders(dirname(dirname(real)), version)),
      ]
  const folders = [...new Set([...own, ...outer])]
  if (folders.length === 0 && !isConda) return undefined
  return {
    version: version ?? versionIn(folders),
    folders,
    condaFolder: isConda ? join(prefix, 'conda-meta') : null,
  }
}

function readSettings(file: string): Readonly<Record<string, string>> | undefined {
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  return Object.fromEntries(
    lines.map((line) => line.split('=', 2).map((part) => part.trim())).filter((pair) => pair.length === 2),
  )
}

/** `lib/python3.12/site-packages`, and where Debian puts them. */
function packageFolders(prefix: string, version: string | null | undefined): string[] {
  const lib = join(prefix, 'lib')
  const names = existsSync(lib) ? readdirSync(lib).filter((name) => /^python3(?:\.[0-9]+)?$/.test(name)) : []
  const fitting = version
    ? names.filter((name) => name === 'python3' || name === `python${version.split('.', 2).join('.')}`)
    : names
  const local = prefix === '/usr' ? packageFolders('/usr/local', version) : []
  const own = fitting.flatMap((name) =>
    ['site-packages', 'dist-packages'].map((kind) => join(lib, name, kind)),
  )
  return [...local, ...own.filter((folder) => existsSync(folder))]
}

function userFolders(env: Context['env'], version: string | null): string[] {
  return env.HOME && version ? packageFolders(join(env.HOME, '.local'), version) : []
}

function versionIn(folders: readonly string[]): string | null {
  return folders.map((folder) => /\/python([0-9]+\.[0-9]+)\//.exec(folder)?.[1]).find(Boolean) ?? null
}
