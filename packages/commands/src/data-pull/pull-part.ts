import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Transferred, TreePart } from '@slipway/store'
import type { Context } from '../context.ts'
import { grownPart } from '../data-part.ts'
import { namingTarget } from '../data-target.ts'
import { fetchFiles } from '../fetch-files.ts'
import type { OpenWorkspace } from '../open-workspace.ts'
import type { PlannedPull } from './planned-pulls.ts'

/** What is to be fetched of a target, beside the part of it that was fetched before. */
export interface PlannedPart extends TreePart {
  readonly paths: readonly string[]
}

/** The part to pull; undefined where it is all, or where the target is here as a whole, so that the whole is brought up to date. */
export async function plannedPart(
  { target, pointer, paths }: PlannedPull,
  open: OpenWorkspace,
): Promise<PlannedPart | undefined> {
  if (!paths || pointer.kind !== 'tree') return undefined
  if (existsSync(join(open.repository.root, target)) && !open.workspace.readPart(target)) return undefined
  const bundle = await namingTarget('pull', target, () => open.source.readTree(pointer.oid))
  const part = grownPart(open, target, bundle, paths)
  return part.output.oid === pointer.oid ? undefined : part
}

/** Fetches the blobs of a part and puts it into the workspace, noted as what it is. */
export async function pullPart(
  { target, pointer }: PlannedPull,
  part: PlannedPart,
  open: OpenWorkspace,
  { progress, signal }: Context,
): Promise<Transferred> {
  const { workspace, local, source } = open
  const fetching = progress.task(`Fetching ${target}`, part.output.bytes, 'bytes')
  const amounts = await namingTarget('pull', target, () =>
    fetchFiles(part.list, open, signal, (bytes) => fetching.advance(bytes)),
  )
  fetching.done()
  await local.writeTree(part.bundle)
  workspace.writePart(target, { oid: pointer.oid, part: part.output.oid, paths: part.paths })
  const restoring = progress.task(`Restoring ${target}`, part.output.bytes, 'bytes')
  await workspace.restore(target, part.output, source, (bytes) => restoring.advance(bytes))
  restoring.done()
  return amounts
}
