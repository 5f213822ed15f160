import { statSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import type { StandIn } from './stand-in.ts'
import type { StandInStep } from './stand-in-step.ts'

export const uploadArtifact: StandIn = {
  action: `
name: Upload a Build Artifact
description: An artifact in the rehearsal's GitHub, by the official client
inputs:
  name: { description: '', default: artifact }
  path: { description: '', required: true }
  if-no-files-found: { description: '', default: warn }
  retention-days: { description: '' }
  compression-level: { description: '', default: '6' }
  overwrite: { description: '', default: 'false' }
  include-hidden-files: { description: '', default: 'false' }
  archive: { description: '', default: 'true' }
outputs:
  artifact-id: { description: '' }
  artifact-url: { description: '' }
  artifact-digest: { description: '' }
runs:
  using: node24
  main: main
`,
  main: upload,
}

async function upload(step: StandInStep): Promise<void> {
  const { files, root } = await findFiles(step)
  if (files.length === 0) return reportNothing(step)
  const archive = step.flag('archive')
  if (!archive && files.length > 1) {
    throw new Error(
      `When 'archive' is set to false, only a single file can be uploaded. Found ${files.length} files to upload.`,
    )
  }
  const name = archive ? step.input('name') : basename(files[0] ?? '')
  const { ArtifactNotFoundError, DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  if (step.flag('overwrite')) {
    await client.deleteArtifact(name).catch((error: unknown) => {
      if (!(error instanceof ArtifactNotFoundError)) throw error
    })
  }
  const retentionDays = Number(step.input('retention-days') || '0')
  const { id, digest, size } = await client.uploadArtifact(name, [...files], root, {
    compressionLevel: Number(step.input('compression-level')),
    skipArchive: !archive,
    ...(retentionDays > 0 ? { retentionDays } : {}),
  })
  const run = `${step.variable('GITHUB_SERVER_URL')}/${step.variable('GITHUB_REPOSITORY')}/actions/runs/${step.variable('GITHUB_RUN_ID')}`
  step.info(
    `Artifact ${name} has been successfully uploaded! Final size is ${size} bytes. Artifact ID is ${id}`,
  )
  step.setOutput('artifact-id', String(id ?? ''))
  step.setOutput('artifact-digest', digest ?? '')
  step.setOutput('artifact-url', `${run}/artifacts/${id}`)
}

/** Files, and the folder that their names in the archive start from: rules of upload-artifact, src/shared/search.ts. */
async function findFiles(
  step: StandInStep,
): Promise<{ readonly files: readonly string[]; readonly root: string }> {
  const { create } = await import('@actions/glob')
  const path = step.input('path')
  if (path === '') throw new Error('Input required and not supplied: path')
  const globber = await create(path, {
    followSymbolicLinks: true,
    implicitDescendants: true,
    omitBrokenSymbolicLinks: true,
    excludeHiddenFiles: !step.flag('include-hidden-files'),
  })
  const files = (await globber.glob()).filter((file) => !statSync(file).isDirectory())
  const searched = globber.getSearchPaths()
  const [first = ''] = searched
  if (searched.length > 1) return { files, root: commonFolder(searched) }
  return { files, root: files.length === 1 && files[0] === first ? dirname(first) : first }
}

function commonFolder(paths: readonly string[]): string {
  const parts = paths.map((path) => path.split(sep))
  const [first = []] = parts
  const length = first.findIndex((part, index) => parts.some((each) => each[index] !== part))
  return join('/', ...first.slice(0, length < 0 ? first.length : length))
}

function reportNothing(step: StandInStep): void {
  const message = `No files were found with the provided path: ${step.input('path')}. No artifacts will be uploaded.`
  const behaviour = step.input('if-no-files-found')
  if (behaviour === 'warn') step.warning(message)
  else if (behaviour === 'ignore') step.info(message)
  else if (behaviour === 'error') throw new Error(message)
  else
    throw new Error(
      `Unrecognized if-no-files-found input. Provided: ${behaviour}. Available options: warn,error,ignore`,
    )
}
