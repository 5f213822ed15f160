import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CLEAN_ENV, type Lab, slipwayOf } from '../../lab.ts'
import { changeSmallFiles } from '../small-files.ts'
import { newRepository, Program, TARGET, type Tool } from './tool.ts'

export interface SlipwayTool extends Tool {
  /** The files that all who need none of their own look at. */
  readonly files: string
  readonly program: Program
}

export function slipwayTool(lab: Lab, count: number): SlipwayTool {
  const cwd = newRepository(lab.folder, 'slipway', count)
  const [store, files] = [join(lab.folder, 'slipway-store'), join(cwd, TARGET)]
  const project = `version: 1\nstore: { remote: "${pathToFileURL(store).href}" }\n`
  const program = new Program(slipwayOf(lab), { cwd, env: CLEAN_ENV })
  const remove = (...paths: readonly string[]) => {
    for (const path of paths) rmSync(path, { recursive: true, force: true })
  }
  const data = (verb: string, ...args: readonly string[]) => program.run('data', verb, ...args)
  let time = 0
  return {
    files,
    program,
    share: {
      label: '`slipway data add`, `push`',
      prepare: () => {
        remove(join(cwd, '.slipway'), `${files}.slip`, store)
        writeFileSync(join(cwd, 'slipway.yaml'), project)
      },
      run: async () => (await data('add', TARGET.replaceAll('\\', '/'))) + (await data('push')),
    },
    again: { label: '`slipway data push`', run: () => data('push') },
    status: { label: '`slipway data status`', run: () => data('status') },
    change: {
      label: '`slipway data add`, `push`',
      prepare: () => changeSmallFiles(files, time++),
      run: async () => (await data('add')) + (await data('push')),
    },
    restore: { label: '`slipway data pull`', prepare: () => remove(files), run: () => data('pull') },
    clone: {
      label: '`slipway data pull`',
      prepare: () => remove(files, join(cwd, '.slipway')),
      run: () => data('pull'),
    },
  }
}
