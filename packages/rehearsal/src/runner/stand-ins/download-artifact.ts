import { homedir } from 'node:os'
import { join, matchesGlob, resolve } from 'node:path'
import type { Artifact, FindOptions } from '@actions/artifact'
import type { StandIn } from './stand-in.ts'
import type { StandInStep } from './stand-in-step.ts'

export const downloadArtifact: StandIn = {
  action: `
name: Download a Build Artifact
description: An artifact of the rehearsal's GitHub, by the official client
inputs:
  name: { description: '' }
  artifact-ids: { description: '' }
  path: { description: '' }
  pattern: { description: '' }
  merge-multiple: { description: '', default: 'false' }
  github-token: { description: '' }
  repository: { description: '', default: '\${{ github.repository }}' }
  run-id: { description: '', default: '\${{ github.run_id }}' }
  skip-decompress: { description: '', default: 'false' }
  digest-mismatch: { description: '', default: error }
outputs:
  download-path: { description: '' }
runs:
  using: node24
  main: main
`,
  main: download,
}

async function download(step: StandInStep): Promise<void> {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  const options = findOptions(step)
  const artifacts = await select(step, client, options)
  const target = resolve((step.input('path') || step.variable('GITHUB_WORKSPACE')).replace(/^~/, homedir()))
  const flat = step.input('name') !== '' || step.flag('merge-multiple') || artifacts.length === 1
  const mismatched: string[] = []
  for (const { id, name, size, digest } of artifacts) {
    step.info(`- ${name} (ID: ${id}, Size: ${size}, Expected Digest: ${digest})`)
    const { digestMismatch } = await client.downloadArtifact(id, {
      ...options,
      path: flat ? target : join(target, name),
      skipDecompress: step.flag('skip-decompress'),
      ...(digest === undefined ? {} : { expectedHash: digest }),
    })
    if (digestMismatch === true) mismatched.push(name)
  }
  if (mismatched.length > 0) reportMismatch(step, mismatched)
  step.info(`Total of ${artifacts.length} artifact(s) downloaded`)
  step.setOutput('download-path', target)
}

/** Where another run or repository is meant: by its API and a token. */
function findOptions(step: StandInStep): FindOptions {
  const token = step.input('github-token')
  if (token === '') return {}
  const [repositoryOwner, repositoryName] = step.input('repository').split('/')
  const workflowRunId = Number(step.input('run-id'))
  if (!repositoryOwner || !repositoryName) {
    throw new Error(`Invalid repository: '${step.input('repository')}'. Must be in format owner/repo`)
  }
  return { findBy: { token, workflowRunId, repositoryOwner, repositoryName } }
}

async function select(
  step: StandInStep,
  client: InstanceType<typeof import('@actions/artifact').DefaultArtifactClient>,
  options: FindOptions,
): Promise<readonly Artifact[]> {
  const name = step.input('name')
  const ids = step
    .input('artifact-ids')
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean)
  if (name !== '' && ids.length > 0) {
    throw new Error("Inputs 'name' and 'artifact-ids' cannot be used together. Please specify only one.")
  }
  if (name !== '') return [(await client.getArtifact(name, options)).artifact]
  const { artifacts } = await client.listArtifacts({ latest: true, ...options })
  if (ids.length > 0) {
    const found = artifacts.filter((artifact) => ids.includes(String(artifact.id)))
    if (found.length === 0) throw new Error('None of the provided artifact IDs were found')
    return found
  }
  const pattern = step.input('pattern')
  return pattern === '' ? artifacts : artifacts.filter((artifact) => matchesGlob(artifact.name, pattern))
}

function reportMismatch(step: StandInStep, names: readonly string[]): void {
  const message = `Digest validation failed for artifact(s): ${names.join(', ')}.`
  const behaviour = step.input('digest-mismatch')
  if (behaviour === 'error')
    throw new Error(`${message} Use 'digest-mismatch: warn' to continue on mismatch.`)
  if (behaviour === 'warn') step.warning(message)
  else step.info(message)
}
