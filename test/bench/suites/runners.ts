import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VersityGateway } from '@slipway/store/testing'
import { fakeNvidiaSmi, H100_BUSY } from '../../../packages/commands/src/telemetry/testing/fake-nvidia-smi.ts'
import { type Benchmark, CannotRun, type Row } from '../benchmark.ts'
import { contest } from '../contest.ts'
import { git } from '../git.ts'
import { CLEAN_ENV, type Lab, slipwayOf } from '../lab.ts'
import { median } from '../median.ts'
import { timeProcess } from '../time-process.ts'
import { newRepository, Program } from './data/tool.ts'

const GPUS = 8
const MINUTE_S = 60

export const runners: Benchmark = {
  name: 'runners',
  title: 'What a runner pays: telemetry, checkpoints, preflight',
  run: async (lab) => {
    if (!VersityGateway.installed) throw new CannotRun(VersityGateway.missing ?? 'there is no S3 server')
    const gateway = await VersityGateway.start()
    try {
      const meter = await meterRows(lab)
      const upload = await uploadRows(lab, gateway)
      const preflight = await preflightRows(lab, gateway)
      const of = (rows: readonly Row[], index: number) => {
        const samples = rows[index]?.samples ?? []
        return samples.length === 0 ? undefined : median(samples)
      }
      const [ours, theirs] = [of(upload, 0), of(upload, 1)]
      const [on, off] = [of(meter, 0), of(meter, 1)]
      return {
        method: `Telemetry: the processor time of a process that writes a line of ten metrics ten times a second, with and without sampling ${GPUS} GPUs and the machine every five seconds and following that file, scaled to a minute; nvidia-smi is a stand-in, and its own time is the driver's. Checkpoint: \`slipway run\` of a stage whose checkpoint is there and which then hands over, start-up, copy, hash and record included, against \`rclone copyto\` of the same file to the same server. Preflight: \`slipway preflight\` with that store.`,
        tables: [
          { caption: 'processor time in a minute', unit: 'ms', plain: true, rows: meter },
          { caption: 'a checkpoint to S3', unit: 's', rows: upload },
          { caption: 'preflight', unit: 's', plain: true, rows: preflight },
        ],
        targets: [
          {
            what: 'telemetry: one per cent of a core',
            relation: 'at most',
            limit: MINUTE_S * 10,
            measured: on === undefined || off === undefined ? undefined : Math.max(0, on - off),
            unit: 'ms',
          },
          {
            what: 'rate of a checkpoint, against rclone',
            relation: 'at least',
            limit: 0.8,
            measured: ours === undefined || theirs === undefined ? undefined : theirs / ours,
            unit: '×',
          },
          { what: 'preflight', relation: 'at most', limit: 5, measured: of(preflight, 0), unit: 's' },
        ],
        notes: [],
      }
    } finally {
      await gateway.stop()
    }
  },
}

async function meterRows(lab: Lab): Promise<readonly Row[]> {
  const seconds = lab.quick ? 12 : MINUTE_S
  const lines = Array.from({ length: GPUS }, (_, index) => `${index}${H100_BUSY.slice(1)}`)
  const tools = fakeNvidiaSmi(join(lab.folder, 'tools'), [lines.join('\n')])
  const env = { ...CLEAN_ENV, PATH: `${tools}:${process.env.PATH ?? ''}` }
  const program = join(lab.root, 'test', 'bench', 'suites', 'meter-process.ts')
  const run = (state: 'on' | 'off') => async () => {
    const cwd = join(lab.folder, `meter-${state}`)
    rmSync(cwd, { recursive: true, force: true })
    mkdirSync(join(cwd, 'live'), { recursive: true })
    const args = [program, String(seconds), state, cwd]
    const { stdout } = await timeProcess(process.execPath, args, { cwd: lab.root, env })
    return (Number(stdout) / seconds) * MINUTE_S
  }
  const rounds = lab.quick ? 1 : 3
  return contest(
    [
      { label: 'with telemetry and live metrics', run: run('on') },
      { label: 'without', run: run('off') },
    ],
    { rounds, warmUps: 0, say: lab.say },
  )
}

async function uploadRows(lab: Lab, gateway: VersityGateway): Promise<readonly Row[]> {
  const mib = lab.quick ? 64 : 1024
  const env = { ...CLEAN_ENV, ...gateway.env }
  const file = join(lab.folder, 'checkpoint')
  const cwd = newRepository(lab.folder, 'checkpoints', 0)
  const bytes = new Program(['sh'], { cwd: lab.folder, env })
  // Without the same bytes twice, so that nothing is there already.
  const renew = () => bytes.run('-c', `head -c ${mib}M /dev/urandom > '${file}'`)
  // Links are as quick as a rename, and leave the file to the other.
  writeFileSync(join(cwd, 'train.sh'), `ln '${file}' checkpoints/step && exit 75\n`)
  writeFileSync(join(cwd, '.gitignore'), '/checkpoints\n/model\n')
  const [node, cli] = slipwayOf(lab)
  const rclone = lab.peers.program('rclone')
  const target = () => gateway.makeBucket()
  return contest(
    [
      {
        label: `\`slipway run\`, a checkpoint of ${mib} MiB`,
        prepare: async () => {
          await renew()
          for (const name of ['.slipway', 'checkpoints'])
            rmSync(join(cwd, name), { recursive: true, force: true })
          const remote = `s3://${target()}/bench?endpoint=${gateway.endpoint}`
          writeFileSync(
            join(cwd, 'slipway.yaml'),
            `version: 1\nstore: { remote: "${remote}" }\nstages: { train: { cmd: sh train.sh, deps: [train.sh], outs: [model], checkpoint: checkpoints } }\n`,
          )
          git(cwd, ['add', '--all'])
        },
        // Handed over: the stage is not finished, its checkpoint is stored.
        run: async () => (await timeProcess(node, [cli, 'run'], { cwd, env, status: 3 })).seconds,
      },
      ...(rclone === undefined
        ? []
        : [
            {
              label: '`rclone copyto` (1.60)',
              prepare: async () => {
                await renew()
              },
              run: () =>
                new Program([rclone], {
                  cwd: lab.folder,
                  env: { ...env, ...rcloneSettings(gateway) },
                }).run('copyto', file, `bench:${target()}/checkpoint`),
            },
          ]),
    ],
    { rounds: lab.quick ? 1 : 3, warmUps: lab.quick ? 0 : 1, say: lab.say },
  )
}

function rcloneSettings({ endpoint, env }: VersityGateway): Record<string, string> {
  const { AWS_ACCESS_KEY_ID: key = '', AWS_SECRET_ACCESS_KEY: secret = '' } = env
  return {
    // Its old AWS library takes no bundle of its own.
    AWS_CA_BUNDLE: '',
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_BENCH_TYPE: 's3',
    RCLONE_CONFIG_BENCH_PROVIDER: 'Other',
    RCLONE_CONFIG_BENCH_ENDPOINT: endpoint,
    RCLONE_CONFIG_BENCH_ACCESS_KEY_ID: key,
    RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY: secret,
    RCLONE_CONFIG_BENCH_REGION: 'us-east-1',
    RCLONE_S3_NO_CHECK_BUCKET: 'true',
  }
}

async function preflightRows(lab: Lab, gateway: VersityGateway): Promise<readonly Row[]> {
  const cwd = newRepository(lab.folder, 'preflight', 0)
  const remote = `s3://${gateway.makeBucket()}/bench?endpoint=${gateway.endpoint}`
  writeFileSync(join(cwd, 'slipway.yaml'), `version: 1\nstore: { remote: "${remote}" }\n`)
  const program = new Program(slipwayOf(lab), { cwd, env: { ...CLEAN_ENV, ...gateway.env } })
  return contest([{ label: '`slipway preflight`', run: () => program.run('preflight') }], {
    rounds: lab.quick ? 1 : 5,
    warmUps: 1,
    say: lab.say,
  })
}
