import { spawnSync } from 'node:child_process'
import { readdirSync, statfsSync } from 'node:fs'
import { type Benchmark, CannotRun, type Row, type Table, type Target } from '../benchmark.ts'
import { type Contestant, contest } from '../contest.ts'
import { ratioOf } from '../format-findings.ts'
import type { Lab } from '../lab.ts'
import { dvcTool } from './data/dvc-tool.ts'
import { type LargeFile, largeFile } from './data/large-file.ts'
import { floorTool, lfsTool, rcloneTool, resticTool } from './data/other-tools.ts'
import { type SharedOnS3, shareOnS3 } from './data/share-on-s3.ts'
import { type SlipwayTool, slipwayTool } from './data/slipway-tool.ts'
import type { Tool, Work } from './data/tool.ts'

const FULL = { files: 70_000, largeBytes: 4 * 2 ** 30, filesOnS3: 5_000, freeBytes: 12 * 2 ** 30 }
const QUICK = { files: 3_000, largeBytes: 64 * 2 ** 20, filesOnS3: 500, freeBytes: 2 ** 30 }

/** Each starts from where those before it ended. */
const WORKS: readonly { readonly work: Work; readonly rounds: number; readonly warmUps: number }[] = [
  { work: 'share', rounds: 3, warmUps: 0 },
  { work: 'status', rounds: 5, warmUps: 1 },
  { work: 'again', rounds: 3, warmUps: 0 },
  { work: 'change', rounds: 3, warmUps: 0 },
  { work: 'restore', rounds: 3, warmUps: 0 },
  { work: 'clone', rounds: 2, warmUps: 0 },
]

export const data: Benchmark = {
  name: 'data',
  title: 'Data: many small files, and one large one',
  run: async (lab) => {
    const sizes = lab.quick ? QUICK : FULL
    const { bavail, bsize } = statfsSync(lab.folder)
    if (bavail * bsize < sizes.freeBytes)
      throw new CannotRun(`it needs ${sizes.freeBytes / 2 ** 30} GiB of free space in ${lab.folder}`)
    const large = await largeFile(lab, sizes.largeBytes)
    const onS3 = await shareOnS3(lab, sizes.filesOnS3)
    if (!onS3) lab.say('NOT MEASURED on S3: versitygw is not installed')
    const { rows, ours } = await versionFiles(lab, sizes.files)
    const files = `${sizes.files.toLocaleString('en')} files`
    const few = `${sizes.filesOnS3.toLocaleString('en')} files`
    const size = `${sizes.largeBytes / 2 ** 20} MiB`
    return {
      method: `${files} of about 2 KiB in ten folders, and one file of ${size} of noise; every process from its start to its end, on one disk, with what it reads in the page cache, since it was just written: no round warms up, but for those of status and of reading alone. What was written before is on the disk before the clock starts. *Shared* means that a repository which has seen nothing of the data versions it and pushes it to a folder. Each work goes on where the one before it ended.`,
      tables: [
        table(`${files} shared in a folder`, rows.share),
        table('shared again, nothing to do', rows.again),
        table('status, nothing changed', rows.status),
        table('1 % of the files changed: shared', rows.change),
        table('restored from this machine’s store', rows.restore),
        table('pulled in a clone that has nothing', rows.clone),
        table(`${size} in one file, added`, large.add),
        table('the same file, read and hashed', large.hash),
        ...(onS3 ? [table(`${few} shared on S3`, onS3.whole), table('of this, the push', onS3.push)] : []),
        memoryOf(ours, large),
      ],
      targets: [...targetsOfFiles(rows), ...targetsOfLarge(large), ...targetsOfS3(onS3)],
      notes: notesOf(onS3),
    }
  },
}

type Rows = Readonly<Record<Work, readonly Row[]>>

async function versionFiles(lab: Lab, count: number): Promise<{ rows: Rows; ours: SlipwayTool }> {
  lab.say(`writing ${count} files for each tool`)
  const ours = slipwayTool(lab, count)
  const others: readonly (Tool | undefined)[] = [
    dvcTool(lab, count),
    lfsTool(lab, count),
    resticTool(lab, ours.files),
    rcloneTool(lab, ours.files),
    floorTool(lab, ours.files),
  ]
  const rows: Partial<Record<Work, readonly Row[]>> = {}
  for (const { work, rounds, warmUps } of WORKS) {
    lab.say(work)
    const contestants = [ours, ...others].flatMap((tool) => tool?.[work] ?? [])
    rows[work] = await contest(contestants.map(settled(lab)), { rounds, warmUps, say: lab.say })
    if (work === 'restore' || work === 'clone') checkCount(ours.files, count)
  }
  return { rows: rows as Rows, ours }
}

/** Nobody pays for what was written for another. */
function settled({ folder }: Lab): (contestant: Contestant) => Contestant {
  return (contestant) => ({
    ...contestant,
    prepare: async () => {
      await contestant.prepare?.()
      spawnSync('sync', ['--file-system', folder])
    },
  })
}

/** Who restores half of the files is fast. */
function checkCount(folder: string, count: number): void {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  if (found.length !== count) throw new Error(`${folder} has ${found.length} files and not ${count}`)
}

function table(caption: string, rows: readonly Row[]): Table {
  return { caption, unit: 's', rows }
}

function memoryOf(ours: SlipwayTool, large: LargeFile): Table {
  const peak = (label: string, samples: readonly number[] | undefined): Row => ({
    label,
    samples: [Math.max(...(samples ?? [0]))],
  })
  return {
    caption: 'memory at most',
    unit: 'MiB',
    plain: true,
    rows: [
      peak('`slipway data add`, all small files', ours.program.peaks.get('add')),
      peak('`slipway data push`', ours.program.peaks.get('push')),
      peak('`slipway data pull`', ours.program.peaks.get('pull')),
      peak('`slipway data add`, the large file', large.peaks),
    ],
  }
}

/** How ours stands to the row whose label has this in it. */
function against(
  rows: readonly Row[],
  other: string,
  what: string,
  relation: Target['relation'],
  limit: number,
): Target {
  const [ours] = rows
  const row = rows.find(({ label }) => label.includes(other))
  const times = ours && row && ratioOf(ours, row, 's')
  const measured = times === undefined || relation === 'at least' ? times : 1 / times
  return { what, relation, limit, measured, unit: '×' }
}

function targetsOfFiles({ share, status, restore }: Rows): readonly Target[] {
  return [
    against(share, 'dvc', 'shared in a folder, against DVC', 'at least', 15),
    against(share, 'LFS', 'against Git LFS', 'at least', 5),
    against(share, 'restic', 'against restic', 'at least', 2),
    against(share, 'walk', 'over walking and hashing', 'at most', 4),
    against(status, 'dvc', 'status, against DVC', 'at least', 8),
    against(status, 'find', 'status, over `find`', 'at most', 2.5),
    against(restore, 'dvc', 'restored, against DVC', 'at least', 3),
    against(restore, 'restic', 'restored, over restic', 'at most', 1.1),
  ]
}

function targetsOfLarge({ add, hash }: LargeFile): readonly Target[] {
  return [
    against(add, 'dvc', 'large file added, against DVC', 'at least', 6),
    against(hash, 'openssl', 'the same without the copy, over `openssl`', 'at most', 1.3),
  ]
}

function targetsOfS3(onS3: SharedOnS3 | undefined): readonly Target[] {
  return [
    against(onS3?.whole ?? [], 'dvc', 'shared on S3, against DVC', 'at least', 15),
    {
      what: 'requests of the push',
      relation: 'at most',
      limit: 10,
      measured: onS3?.requests[0],
      unit: 'requests',
    },
  ]
}

function notesOf(onS3: SharedOnS3 | undefined): readonly string[] {
  const [, theirs] = onS3?.requests ?? []
  return [
    'Adding a large file copies it, where the file system cannot share blocks, and waits until the copy is on the disk; what that takes alone is the row of `cp` and `sync`. The target leaves it out: the same command line reads and hashes the file once without a copy, in a `status` whose index is gone.',
    'restic also compresses and encrypts what it stores, in vain for noise; rclone copies without versions; Git LFS is asked once, as is DVC where it takes a minute.',
    ...(theirs ? [`The S3 server is versitygw on this machine; DVC’s push takes ${theirs} requests.`] : []),
  ]
}
