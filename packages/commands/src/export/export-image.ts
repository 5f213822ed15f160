import { basename } from 'node:path'
import { compareNames, type Digest, type TreeFile } from '@slipway/core'
import { type ObjectSource, type WrittenLayout, writeOciLayout } from '@slipway/store'
import type { Context } from '../context.ts'

/** Something that was asked for, with the files in it by their paths in the project. */
export interface ExportedFiles {
  readonly path: string
  readonly oid: Digest
  readonly files: readonly TreeFile[]
}

/**
 * Writes files as an image that mounts and serves. What is exported alone lies at the top, whatever its path is in the
 * project, since a server looks there; several things keep their paths.
 * @throws store/folder-taken, store/object-missing, store/object-corrupt, store/write-failed
 */
export async function exportImage(
  exported: readonly ExportedFiles[],
  source: ObjectSource,
  folder: string,
  { progress, signal }: Pick<Context, 'progress' | 'signal'>,
): Promise<WrittenLayout> {
  const files = inImage(exported)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const task = progress.task(`Exporting to ${folder}`, bytes, 'bytes')
  const [only, ...others] = exported
  const written = await writeOciLayout(files, source, folder, {
    ...(only !== undefined && others.length === 0 ? { output: only.oid } : {}),
    progress: (advanced) => task.advance(advanced),
    signal,
  })
  task.done()
  return written
}

function inImage(exported: readonly ExportedFiles[]): readonly TreeFile[] {
  const [only, ...others] = exported
  if (only !== undefined && others.length === 0) {
    const { path } = only
    return only.files.map((file) => ({
      ...file,
      path: file.path === path ? basename(path) : file.path.slice(path.length + 1),
    }))
  }
  // One that was asked for twice, alone and in its folder, is there once.
  const files = new Map(exported.flatMap((each) => each.files).map((file) => [file.path, file]))
  return [...files.values()].sort((a, b) => compareNames(a.path, b.path))
}
