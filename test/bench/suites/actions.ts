import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Benchmark } from '../benchmark.ts'
import { type Contestant, contest } from '../contest.ts'
import { median } from '../median.ts'
import { timeProcess } from '../time-process.ts'

/** Every action starts in a folder that is no repository, without a token: all but `setup` end with that as an error. */
const STATUS: Readonly<Record<string, number>> = { setup: 0 }

export const actions: Benchmark = {
  name: 'actions',
  title: 'The start of an action',
  run: async (lab) => {
    const { root, folder, say } = lab
    const names = readdirSync(join(root, 'actions')).filter((name) =>
      existsSync(join(root, 'actions', name, 'action.yml')),
    )
    const cwd = join(folder, 'workspace')
    mkdirSync(cwd)
    const env = jobEnvironment(folder, cwd)
    const start = (name: string): Contestant => ({
      label: `\`${name}\``,
      run: async () => {
        const entry = join(root, 'dist', `${name}.js`)
        const options = { cwd, env, status: STATUS[name] ?? 1 }
        return (await timeProcess(process.execPath, [entry], options)).seconds * 1000
      },
    })
    const floor: Contestant = {
      label: '`node --eval 0`',
      run: async () => (await timeProcess(process.execPath, ['--eval', '0'], { cwd, env })).seconds * 1000,
    }
    const rows = await contest([...names.map(start), floor], { rounds: 9, warmUps: 2, say })
    const slowest = Math.max(...rows.slice(0, -1).map(({ samples }) => median(samples)))
    return {
      method:
        'From the start of the process until it has ended, in a job whose workspace is empty: everything is loaded, the inputs and the event are read, and the action ends with its first error (no repository, or no token). `setup` needs nothing and does its whole work. What an action loads only when there is work is not in here; the next section has it.',
      tables: [{ caption: 'action', unit: 'ms', plain: true, rows }],
      targets: [{ what: 'the slowest', relation: 'at most', limit: 150, measured: slowest, unit: 'ms' }],
      notes: [],
    }
  },
}

/** What the runner tells a job, as far as our actions look. */
function jobEnvironment(folder: string, workspace: string): Record<string, string> {
  const file = (name: string, text = '') => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'lin',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: file('event.json', '{}'),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: 'acme/model',
    GITHUB_REPOSITORY_ID: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_SHA: '0'.repeat(40),
    GITHUB_OUTPUT: file('output'),
    GITHUB_PATH: file('path'),
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_WORKSPACE: workspace,
    INPUT_MODE: 'verify',
    RUNNER_TEMP: folder,
  }
}
