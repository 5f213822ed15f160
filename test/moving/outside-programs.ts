import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TEST_GIT_ENV } from '@slipway/git/testing'

const tools = fileURLToPath(new URL('../.tools', import.meta.url))

/** A program of somebody else that scripts/test/install-tools.ts brings. */
export class OutsideProgram {
  readonly name: string
  readonly folder: string
  readonly installed: boolean
  /** For the name of what is skipped. */
  readonly missing: string

  constructor(name: string, folder: string) {
    this.name = name
    this.folder = join(tools, folder)
    this.installed = existsSync(join(this.folder, name))
    this.missing = this.installed ? '' : ` (${name} is not installed: see what npm test says)`
  }

  /** What makes a process find it, and write nothing outside of `home`. */
  env(home: string): Record<string, string> {
    const { PATH = '', ...git } = TEST_GIT_ENV
    return {
      ...git,
      PATH: [this.folder, dirname(process.execPath), PATH].join(delimiter),
      HOME: home,
      DVC_NO_ANALYTICS: '1',
      DVC_SITE_CACHE_DIR: join(home, 'dvc'),
      DVC_SYSTEM_CONFIG_DIR: home,
    }
  }

  /** Runs lines in a shell that ends at the first that fails; gives what they print. */
  shell(lines: readonly string[], cwd: string, home: string): string {
    return execFileSync('bash', ['-ec', lines.join('\n')], {
      cwd,
      env: this.env(home),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
}

export const dvc = new OutsideProgram('dvc', 'dvc/bin')
export const gitLfs = new OutsideProgram('git-lfs', 'bin')
