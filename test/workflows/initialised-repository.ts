import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { filesIn, toolkitRoot } from './toolkit-files.ts'

const OWN_ACTION = /slipway-ml\/slipway\/(actions\/[a-z-]+)@v0/g

/** A repository into which `slipway init` wrote its files; `using` removes it. */
export class InitialisedRepository {
  readonly folder: string

  /**
   * @param actions where the actions come from, as `--actions` takes it; what init takes by itself without
   * @param store as `--store` takes it
   */
  constructor(actions?: string, store?: string) {
    this.folder = mkdtempSync(join(tmpdir(), 'slipway-init-'))
    const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
    const options = { cwd: this.folder, env, stdio: 'pipe' } as const
    execFileSync('git', ['init', '--quiet', '--initial-branch=main'], options)
    const cli = join(toolkitRoot, 'packages', 'cli', 'src', 'main.ts')
    const chosen = [
      ...(actions === undefined ? [] : ['--actions', actions]),
      ...(store === undefined ? [] : ['--store', store]),
    ]
    execFileSync(process.execPath, [cli, 'init', '--branch', 'main', ...chosen], options)
  }

  get workflows(): readonly string[] {
    const folder = join(this.folder, '.github', 'workflows')
    return readdirSync(folder).map((name) => join(folder, name))
  }

  /**
   * Puts our actions into the repository and lets its workflows use them from there: a linter then knows their inputs and
   * outputs.
   */
  bringActionsIn(): void {
    for (const { path } of filesIn(join(toolkitRoot, 'actions'), /^[a-z]+\/action\.yml$/)) {
      const target = join(this.folder, 'actions', path)
      mkdirSync(dirname(target), { recursive: true })
      cpSync(join(toolkitRoot, 'actions', path), target)
    }
    cpSync(join(toolkitRoot, 'dist'), join(this.folder, 'dist'), { recursive: true })
    for (const file of this.workflows)
      writeFileSync(file, readFileSync(file, 'utf8').replace(OWN_ACTION, './$1'))
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
