import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { git } from '../../git.ts'
import { CLEAN_ENV, type Lab } from '../../lab.ts'
import { newRepository, Program, type Tool } from './tool.ts'

/** Git LFS has a repository of its own; its hook sends the objects when Git pushes. */
export function lfsTool(lab: Lab, count: number): Tool | undefined {
  const lfs = lab.peers.program('git-lfs')
  if (lfs === undefined) return undefined
  const cwd = newRepository(lab.folder, 'lfs', count)
  const remote = join(lab.folder, 'lfs-remote.git')
  const env = { ...CLEAN_ENV, PATH: `${dirname(lfs)}${delimiter}${process.env.PATH ?? ''}` }
  const program = new Program(['git'], { cwd, env })
  return {
    share: {
      label: '`git add`, `commit`, `push` with Git LFS (3.3)',
      rounds: 1,
      prepare: async () => {
        for (const path of [join(cwd, '.git'), remote]) rmSync(path, { recursive: true, force: true })
        git(cwd, ['init', '--quiet', '--initial-branch=main'])
        git(lab.folder, ['init', '--quiet', '--bare', remote])
        git(cwd, ['remote', 'add', 'there', pathToFileURL(remote).href])
        await program.run('lfs', 'install', '--local')
        writeFileSync(join(cwd, '.gitattributes'), 'data/** filter=lfs diff=lfs merge=lfs -text\n')
      },
      run: async () =>
        (await program.run('add', '--all')) +
        (await program.run('commit', '--quiet', '--message', 'data')) +
        (await program.run('push', '--quiet', 'there', 'main')),
    },
    status: { label: '`git status` with Git LFS', rounds: 2, run: () => program.run('status', '--short') },
  }
}

/** Looks at files that another tool keeps. */
export function resticTool(lab: Lab, files: string): Tool | undefined {
  const restic = lab.peers.program('restic')
  if (restic === undefined) return undefined
  const [repository, restored] = [join(lab.folder, 'restic'), join(lab.folder, 'restic-restored')]
  const env = {
    ...CLEAN_ENV,
    RESTIC_REPOSITORY: repository,
    RESTIC_PASSWORD: 'bench',
    RESTIC_CACHE_DIR: join(lab.folder, 'restic-cache'),
  }
  const program = new Program([restic], { cwd: lab.folder, env })
  const backup = () => program.run('backup', '--quiet', files)
  return {
    share: {
      label: '`restic backup` (0.14)',
      rounds: 2,
      prepare: async () => {
        rmSync(repository, { recursive: true, force: true })
        await program.run('init', '--quiet')
      },
      run: backup,
    },
    again: { label: '`restic backup`', rounds: 2, run: backup },
    change: { label: '`restic backup`', rounds: 2, run: backup },
    restore: {
      label: '`restic restore`',
      prepare: () => rmSync(restored, { recursive: true, force: true }),
      run: () => program.run('restore', 'latest', '--target', restored),
    },
  }
}

/** Copies files that another tool keeps, without versions. */
export function rcloneTool(lab: Lab, files: string): Tool | undefined {
  const rclone = lab.peers.program('rclone')
  if (rclone === undefined) return undefined
  const copied = join(lab.folder, 'rclone')
  const env = { ...CLEAN_ENV, RCLONE_CONFIG: join(lab.folder, 'rclone.conf') }
  const program = new Program([rclone], { cwd: lab.folder, env })
  const copy = () => program.run('copy', files, copied)
  return {
    share: {
      label: '`rclone copy` (1.60)',
      rounds: 1,
      prepare: () => {
        rmSync(copied, { recursive: true, force: true })
        mkdirSync(copied)
        writeFileSync(env.RCLONE_CONFIG, '')
      },
      run: copy,
    },
    again: { label: '`rclone copy`', rounds: 2, run: copy },
  }
}

/** What no tool can go below. */
export function floorTool(lab: Lab, files: string): Tool {
  const hash = new Program([process.execPath], { cwd: lab.folder, env: CLEAN_ENV })
  const find = new Program(['find'], { cwd: lab.folder, env: CLEAN_ENV })
  const program = join(lab.root, 'test', 'bench', 'suites', 'hash-floor.ts')
  return {
    share: { label: 'walk, read and hash: our bare loop, two threads', run: () => hash.run(program, files) },
    status: { label: '`find -printf`', run: () => find.run(files, '-printf', '%p %i %s %T@ %C@\n') },
  }
}
