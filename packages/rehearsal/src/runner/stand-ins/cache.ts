import type { StandIn } from './stand-in.ts'
import type { StandInStep } from './stand-in-step.ts'

const INPUTS = `
  path: { description: '', required: true }
  key: { description: '', required: true }
  enableCrossOsArchive: { description: '', default: 'false' }`

const RESTORE_INPUTS = `${INPUTS}
  restore-keys: { description: '' }
  fail-on-cache-miss: { description: '', default: 'false' }
  lookup-only: { description: '', default: 'false' }`

const OUTPUTS = `
  cache-hit: { description: '' }
  cache-primary-key: { description: '' }
  cache-matched-key: { description: '' }`

const description = "The rehearsal's cache, by the official client"

export const cache: StandIn = {
  action: `
name: Cache
description: ${description}
inputs:${RESTORE_INPUTS}
outputs:${OUTPUTS}
runs:
  using: node24
  main: main
  post: post
  post-if: success()
`,
  main: restore,
  post: async (step) => {
    if (step.state('key') === step.state('matched')) {
      return step.info(`Cache hit occurred on the primary key ${step.state('key')}, not saving cache.`)
    }
    await save(step, step.state('key'))
  },
}

export const cacheRestore: StandIn = {
  action: `
name: Restore Cache
description: ${description}
inputs:${RESTORE_INPUTS}
outputs:${OUTPUTS}
runs:
  using: node24
  main: main
`,
  main: restore,
}

export const cacheSave: StandIn = {
  action: `
name: Save a cache
description: ${description}
inputs:${INPUTS}
runs:
  using: node24
  main: main
`,
  main: (step) => save(step, step.input('key')),
}

async function restore(step: StandInStep): Promise<void> {
  const { restoreCache } = await import('@actions/cache')
  const key = step.input('key')
  if (key === '') throw new Error('Input required and not supplied: key')
  const options = { lookupOnly: step.flag('lookup-only') }
  const matched = await restoreCache([...step.lines('path')], key, [...step.lines('restore-keys')], options)
  step.saveState('key', key)
  step.setOutput('cache-primary-key', key)
  if (matched === undefined) {
    if (step.flag('fail-on-cache-miss')) {
      throw new Error(
        `Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${key}`,
      )
    }
    return step.info(`Cache not found for input keys: ${[key, ...step.lines('restore-keys')].join(', ')}`)
  }
  step.saveState('matched', matched)
  step.setOutput('cache-matched-key', matched)
  step.setOutput('cache-hit', String(matched.toLowerCase() === key.toLowerCase()))
  step.info(`Cache restored from key: ${matched}`)
}

async function save(step: StandInStep, key: string): Promise<void> {
  const { saveCache } = await import('@actions/cache')
  const id = await saveCache([...step.lines('path')], key)
  if (id !== -1) step.info(`Cache saved with key: ${key}`)
}
