import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A person's clone, worked on by the real Git. */
export class WorkTree {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  /** Makes an empty repository whose `origin` is the address. */
  static async init(address: string, author: string): Promise<WorkTree> {
    const tree = new WorkTree(await mkdtemp(join(tmpdir(), 'work-tree-')))
    await tree.git('init', '--quiet', '--initial-branch=main')
    await tree.git('config', 'user.name', author)
    await tree.git('config', 'user.email', `${author}@example.com`)
    await tree.git('remote', 'add', 'origin', address)
    return tree
  }

  /** What Git printed. */
  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('git', ['-C', this.path, ...args], {
      env: {
        PATH: process.env.PATH,
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
      },
    })
    return stdout.trim()
  }

  /** Commits the files as they are given. @returns the commit */
  async commit(message: string, files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.path, path)), { recursive: true })
      await writeFile(join(this.path, path), text)
    }
    await this.git('add', '--all')
    await this.git('commit', '--quiet', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD')
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}
