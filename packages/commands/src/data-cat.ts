import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Digest } from '@slipway/core'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { namingTarget } from './data-target.ts'
import { commandError } from './error.ts'
import { openWorkspace } from './open-workspace.ts'
import { findVersionedPath } from './versioned-path.ts'

export interface DataCatResult {
  readonly path: string
  readonly target: string
  readonly oid: Digest
  readonly bytes: number
  readonly executable: boolean
}

export const dataCatCommand = defineCommand({
  name: 'data cat',
  summary: 'Write the bytes of a versioned file to the standard output, without having it here',
  arguments: { path: { describe: 'A target that is a file, or a file in a target.', required: true } },
  options: {
    rev: { kind: 'text', value: 'rev', describe: 'Take the pointer of this revision, without a checkout.' },
  },
  examples: [
    'slipway data cat data/flights/2001/june.csv',
    'slipway data cat data/rows.parquet --rev main > old.parquet',
  ],
  run: async (context, { path: given, rev }): Promise<DataCatResult> => {
    const open = await openWorkspace(context)
    const { repository } = open
    const tree = rev === undefined ? await repository.workTree() : await repository.tree(rev)
    const { path, target, output } = await findVersionedPath(given, tree, open, context.cwd)
    if (output.kind === 'tree')
      throw commandError(
        'data/target-invalid',
        `Cannot write "${path}" out: it is a folder; expected a file`,
        {
          hint: `List its files: slipway data ls ${path}`,
        },
      )
    return {
      path,
      target,
      oid: output.oid,
      bytes: output.bytes,
      executable: output.kind === 'executable',
    }
  },
  content: readVerified,
  render: () => '',
})

/** Whoever reads these bytes sees none before all of them are here and verified. */
async function* readVerified(context: Context, { oid, target }: DataCatResult): AsyncIterable<Uint8Array> {
  const { repository, source } = await openWorkspace(context)
  const folder = mkdtempSync(join(repository.root, '.slipway', 'tmp', 'cat-'))
  try {
    const file = join(folder, 'content')
    await namingTarget('read', target, () => source.readToFile(oid, file))
    yield* createReadStream(file) as AsyncIterable<Uint8Array>
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
