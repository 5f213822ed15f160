import { defineCommand } from './command.ts'
import { commandError } from './error.ts'

export interface RunnerJitResult {
  readonly id: number
  readonly name: string
  readonly labels: readonly string[]
  /** File that holds the configuration; null where the runner was started with it. */
  readonly file: string | null
  /** Exit status of the runner; null where it was not started. */
  readonly status: number | null
}

export const runnerJitCommand = defineCommand({
  name: 'runner jit',
  summary: 'Register this machine for exactly one job, and start its runner',
  arguments: {},
  options: {
    repository: {
      kind: 'text',
      value: 'owner/name',
      describe: 'Whose jobs it takes; the origin of the clone without.',
    },
    organisation: { kind: 'text', value: 'name', describe: 'Take jobs of this organisation instead.' },
    name: {
      kind: 'text',
      value: 'name',
      describe: 'Name of the machine, which no other has; host and time without.',
    },
    label: {
      kind: 'many',
      value: 'label',
      describe: 'Label that jobs ask for; self-hosted and gpu without.',
    },
    group: { kind: 'number', value: 'id', describe: 'Runner group.', default: 1 },
    start: {
      kind: 'text',
      value: 'folder',
      describe:
        'Folder of the unpacked runner, which is started for the job; the job, being the same user, can reach this process and its token.',
    },
    out: { kind: 'text', value: 'file', describe: 'Write the configuration here instead, for systemd.' },
  },
  examples: [
    'slipway runner jit --repository my-org/my-project --start /opt/actions-runner',
    'slipway runner jit --repository my-org/my-project --label self-hosted --label gpu --out /run/slipway/runner.env',
  ],
  run: async (context, values): Promise<RunnerJitResult> => {
    const { repository, organisation, group, start, out } = values
    if ((start === undefined) === (out === undefined))
      throw commandError(
        'runner/arguments-invalid',
        `Cannot register a machine: ${start === undefined ? 'neither --start nor --out is given' : '--start and --out are both given'}; expected one of them`,
        { hint: '--start runs the runner, --out keeps its configuration for later' },
      )
    const [{ hostname }, { resolve }, { openApi, openForge }, machine] = await Promise.all([
      import('node:os'),
      import('node:path'),
      import('./open-forge.ts'),
      import('./runner/start-machine.ts'),
    ])
    const github = repository === undefined ? (await openForge(context)).github : openApi(context, repository)
    const name = values.name ?? `${hostname()}-${context.now().getTime()}`
    const labels = values.label.length > 0 ? values.label : ['self-hosted', 'gpu']
    const { id, config } = await machine.registerJitRunner(github, {
      name,
      labels,
      group,
      workFolder: '_work',
      organisation,
    })
    context.progress.note(`Registered machine "${name}" for one job, labels ${labels.join(', ')}`)
    if (out !== undefined) {
      const file = resolve(context.cwd, out)
      await machine.writeMachineConfig(file, config)
      return { id, name, labels, file, status: null }
    }
    const folder = resolve(context.cwd, start ?? '')
    return { id, name, labels, file: null, status: await machine.startMachine(folder, config, context.env) }
  },
  render: ({ name, labels, file, status }) =>
    file === null
      ? `"${name}" took its job and ended with ${status}`
      : `"${name}" is registered for one job, labels ${labels.join(', ')}; its configuration is in ${file}`,
  exitCode: ({ status }) => (status === null || status === 0 ? 0 : 3),
})
