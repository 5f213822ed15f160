import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Nothing of the machine's own Git settings, one author, fixed dates: equal steps make equal commits. */
export const TEST_GIT_ENV = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
}

/** A real repository in a folder of its own, for tests; `using` removes it. */
export class TemporaryRepository {
  readonly root: string

  constructor(root: string = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-test-')))) {
    this.root = root
  }

  static create(files: Readonly<Record<string, string>> = {}): TemporaryRepository {
    const repository = new TemporaryRepository()
    repository.git('init', '--quiet', '--initial-branch=main')
    for (const [path, text] of Object.entries(files)) repository.write(path, text)
    if (Object.keys(files).length > 0) repository.commit('first')
    return repository
  }

  /** Runs Git in the work tree and returns what it printed, without the line feeds at its end. */
  git(...args: string[]): string {
    return execFileSync('git', args, {
      cwd: this.root,
      env: TEST_GIT_ENV,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).replace(/\n+$/, '')
  }

  path(path: string): string {
    return join(this.root, path)
  }

  write(path: string, content: string | Uint8Array, options: { executable?: boolean } = {}): void {
    mkdirSync(dirname(this.path(path)), { recursive: true })
    writeFileSync(this.path(path), content)
    if (options.executable) chmodSync(this.path(path), 0o755)
  }

  /** Commits everything and returns the commit's id. */
  commit(message: string): string {
    this.git('add', '--all')
    this.git('commit', '--quiet', '--allow-empty', '--message', message)
    return this.git('rev-parse', 'HEAD')
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
