import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { StandIn } from './stand-in.ts'
import type { StandInStep } from './stand-in-step.ts'
import { satisfiesVersion } from './version-range.ts'

export const setupNode: StandIn = {
  action: `
name: Setup Node.js environment
description: The rehearsal's own Node on PATH
inputs:
  node-version: { description: '' }
  node-version-file: { description: '' }
  architecture: { description: '' }
  check-latest: { description: '', default: 'false' }
  token: { description: '' }
  cache: { description: '' }
  cache-dependency-path: { description: '' }
  package-manager-cache: { description: '', default: 'true' }
outputs:
  node-version: { description: '' }
  cache-hit: { description: '' }
runs:
  using: node24
  main: main
`,
  main: async (step) => {
    const wanted = wantedVersion(step)
    if (wanted !== '' && !satisfiesVersion(process.versions.node, wanted)) {
      step.warning(
        `This rehearsal has Node ${process.versions.node}; actions/setup-node would install ${wanted}`,
      )
    }
    if (step.input('cache') !== '') step.info(`Nothing is cached for ${step.input('cache')} in a rehearsal`)
    const folder = dirname(process.execPath)
    if (!existsSync(join(folder, 'npm'))) step.warning(`This rehearsal's Node comes without npm (${folder})`)
    step.addPath(folder)
    step.setOutput('node-version', process.version)
    step.setOutput('cache-hit', 'false')
  },
}

function wantedVersion(step: StandInStep): string {
  const written = step.input('node-version')
  const file = step.input('node-version-file')
  if (written !== '' || file === '') return written
  const path = resolve(step.variable('GITHUB_WORKSPACE'), file)
  if (!existsSync(path)) throw new Error(`The specified node version file at: ${path} does not exist`)
  const text = readFileSync(path, 'utf8').trim()
  if (!file.endsWith('package.json')) return text.replace(/^v/, '')
  const { engines } = JSON.parse(text) as { readonly engines?: { readonly node?: string } }
  return engines?.node ?? ''
}
