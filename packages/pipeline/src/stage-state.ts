import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson, type KeyPreimage } from '@slipway/core'

const fileOf = (root: string, stage: string) => join(root, '.slipway/state', `${stage}.json`)

/**
 * The preimage of the run whose outputs were last put into this workspace; undefined where there is none that can be read. It
 * explains a plan and decides nothing.
 */
export function readStageState(root: string, stage: string): KeyPreimage | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(root, stage), 'utf8'))
    return isPreimage(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function writeStageState(root: string, stage: string, preimage: KeyPreimage): void {
  const file = fileOf(root, stage)
  const text = canonicalJson(preimage)
  const before = readStageState(root, stage)
  if (before && canonicalJson(before) === text) return
  mkdirSync(join(root, '.slipway/state'), { recursive: true })
  writeFileSync(`${file}.part`, text)
  renameSync(`${file}.part`, file)
}

function isPreimage(value: unknown): value is KeyPreimage {
  if (typeof value !== 'object' || value === null) return false
  const { schema, cmd, deps, params, env, outs } = value as Record<string, unknown>
  const isMapping = (member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
  return (
    schema === 'slipway.run-key/v1' &&
    [cmd, outs].every(Array.isArray) &&
    [deps, params, env].every(isMapping)
  )
}
