import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runnerError } from '../error.ts'

export interface ShellCommand {
  readonly command: string
  /** `{0}` stands for the script file. */
  readonly args: readonly string[]
  readonly extension: string
}

/** As actions/runner, ScriptHandlerHelpers.cs. */
const BUILT_IN: Readonly<Record<string, { readonly args: readonly string[]; readonly extension: string }>> = {
  bash: { args: ['--noprofile', '--norc', '-e', '-o', 'pipefail', '{0}'], extension: '.sh' },
  sh: { args: ['-e', '{0}'], extension: '.sh' },
  python: { args: ['{0}'], extension: '.py' },
}

/**
 * The command behind `shell:`. Without one it is `bash -e`, which is not what `shell: bash` says: no pipefail.
 *
 * @throws runner/shell-invalid for a name that is none and a command without `{0}`, and for one not on PATH
 */
export function planShell(shell: string | undefined, path: string): ShellCommand {
  if (shell === undefined || shell === '') {
    return { command: find('bash', path) ?? require('sh', path), args: ['-e', '{0}'], extension: '.sh' }
  }
  const [name = '', ...args] = shell.split(' ').filter(Boolean)
  const builtIn = BUILT_IN[name]
  if (args.length === 0 && builtIn !== undefined) return { command: require(name, path), ...builtIn }
  if (!args.some((arg) => arg.includes('{0}'))) {
    throw runnerError(
      'runner/shell-invalid',
      `Cannot use the shell "${shell}": expected bash, sh, python, or a command that holds '{0}'`,
    )
  }
  return { command: require(name, path), args, extension: builtIn?.extension ?? '' }
}

function require(name: string, path: string): string {
  const found = find(name, path)
  if (found === undefined) {
    throw runnerError('runner/shell-invalid', `Cannot find the shell "${name}": not on PATH (${path})`)
  }
  return found
}

function find(name: string, path: string): string | undefined {
  const candidates = name.includes('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name))
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
