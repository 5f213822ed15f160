import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ACTIONS, inputEnvironment, ROOT, readActionFile, scriptOf } from './world/action-file.ts'

/** Names of the inputs that an action's reader asks for, with the defaults of action.yml as their values. */
async function inputsRead(action: (typeof ACTIONS)[number]): Promise<readonly string[]> {
  const file = join(ROOT, 'actions', action, 'src', 'inputs.gen.ts')
  if (!existsSync(file)) return []
  const { readInputs } = (await import(file)) as { readInputs(source: (name: string) => string): unknown }
  const env = inputEnvironment(action, {}, 'a token')
  const names: string[] = []
  readInputs((name) => {
    names.push(name)
    return env[`INPUT_${name.toUpperCase()}`] ?? ''
  })
  return names
}

describe.each(ACTIONS)('action "%s"', (action) => {
  const file = readActionFile(action)

  it('runs on Node 24, from scripts that are in dist/', () => {
    expect(file.runs.using).toBe('node24')
    expect(existsSync(scriptOf(action, 'main'))).toBe(true)
    if (file.runs.post !== undefined) expect(file.runs.post).toBe(file.runs.main)
  })

  it('reads exactly the inputs of its action.yml, and takes their defaults', async () => {
    expect((await inputsRead(action)).toSorted()).toEqual(Object.keys(file.inputs ?? {}).toSorted())
  })

  it('has a type for each input and output', () => {
    const types = parse(readFileSync(join(ROOT, 'actions', action, 'action-types.yml'), 'utf8')) as {
      readonly inputs?: object
      readonly outputs?: object
    }
    expect(Object.keys(types.inputs ?? {})).toEqual(Object.keys(file.inputs ?? {}))
    expect(Object.keys(types.outputs ?? {})).toEqual(Object.keys(file.outputs ?? {}))
  })
})
