import type { Benchmark } from '../benchmark.ts'
import { contest } from '../contest.ts'
import { ratioOf } from '../format-findings.ts'
import { CLEAN_ENV, slipwayOf } from '../lab.ts'
import { median } from '../median.ts'
import { timeProcess } from '../time-process.ts'
import { makeTagRepository } from './tag-repository.ts'

const TAGS = 10_000
/** What a registry has to know of a tag: where it leads, when it was made, and what it says. */
const FIELDS = '%(refname)%00%(*objectname)%00%(*tree)%00%(taggerdate:unix)%00%(contents)'

export const registry: Benchmark = {
  name: 'registry',
  title: 'A registry of 10,000 tags',
  run: async (lab) => {
    const cwd = makeTagRepository(lab.folder, TAGS)
    const timed =
      (command: string, ...args: string[]) =>
      async () =>
        (await timeProcess(command, args, { cwd, env: CLEAN_ENV })).seconds
    const [node, cli] = slipwayOf(lab)
    const gto = lab.peers.program('gto')
    const rows = await contest(
      [
        { label: '`slipway registry list --json`', run: timed(node, cli, 'registry', 'list', '--json') },
        {
          label: '`git for-each-ref` of what a registry needs',
          run: timed('git', 'for-each-ref', `--format=${FIELDS}`, 'refs/tags'),
        },
        ...(gto
          ? [{ label: '`gto show --json` (1.10.1)', rounds: 1, run: timed(gto, 'show', '--json') }]
          : []),
      ],
      { rounds: 9, say: lab.say },
    )
    const [ours, floor, theirs] = rows
    if (!ours || !floor) throw new Error('a row is missing')
    return {
      method:
        'A clone with 100 models, 5,000 versions and 5,000 stage assignments as annotated tags. All three read the tags of the clone. The floor is Git alone, printing of each tag the commit and tree that it leads to, its time and its message; names alone take it a sixth of that, and are no registry.',
      tables: [{ caption: 'every model, its latest version, its stages', unit: 's', rows }],
      targets: [
        {
          what: 'twice `git for-each-ref` and 0.15 s',
          relation: 'at most',
          limit: 2 * median(floor.samples) + 0.15,
          measured: median(ours.samples),
          unit: 's',
        },
        {
          what: 'against GTO',
          relation: 'at least',
          limit: 50,
          measured: theirs && ratioOf(ours, theirs, 's'),
          unit: '×',
        },
      ],
      notes: [],
    }
  },
}
