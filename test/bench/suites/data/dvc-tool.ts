import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CLEAN_ENV, type Lab } from '../../lab.ts'
import { changeSmallFiles } from '../small-files.ts'
import { type Environment, newRepository, Program, TARGET, type Tool } from './tool.ts'

export interface DvcTool extends Tool {
  readonly program: Program
}

export function dvcEnvironment(site: string): Environment {
  return { ...CLEAN_ENV, DVC_NO_ANALYTICS: '1', DVC_SITE_CACHE_DIR: site }
}

export function dvcTool(lab: Lab, count: number): DvcTool | undefined {
  const dvc = lab.peers.program('dvc')
  if (dvc === undefined) return undefined
  const cwd = newRepository(lab.folder, 'dvc', count)
  const [remote, site, files] = [
    join(lab.folder, 'dvc-remote'),
    join(lab.folder, 'dvc-site'),
    join(cwd, TARGET),
  ]
  const program = new Program([dvc], { cwd, env: dvcEnvironment(site) })
  const remove = (...paths: readonly string[]) => {
    for (const path of paths) rmSync(path, { recursive: true, force: true })
  }
  const addAndPush = async () =>
    (await program.run('add', '--quiet', TARGET)) + (await program.run('push', '--quiet'))
  let time = 0
  return {
    program,
    share: {
      label: '`dvc add`, `push` (3.67.1)',
      rounds: 2,
      prepare: async () => {
        remove(join(cwd, '.dvc'), `${files}.dvc`, remote, site)
        mkdirSync(remote)
        await program.run('init', '--quiet', '--force')
        await program.run('remote', 'add', '--quiet', '--default', 'there', remote)
      },
      run: addAndPush,
    },
    again: { label: '`dvc push`', rounds: 2, run: () => program.run('push', '--quiet') },
    status: { label: '`dvc status`', rounds: 2, run: () => program.run('status', '--quiet') },
    change: {
      label: '`dvc add`, `push`',
      rounds: 1,
      prepare: () => changeSmallFiles(files, time++),
      run: addAndPush,
    },
    restore: {
      label: '`dvc checkout`',
      rounds: 1,
      prepare: () => remove(files),
      run: () => program.run('checkout', '--quiet'),
    },
    clone: {
      label: '`dvc pull`',
      rounds: 1,
      prepare: () => remove(files, join(cwd, '.dvc', 'cache'), site),
      run: () => program.run('pull', '--quiet'),
    },
  }
}
