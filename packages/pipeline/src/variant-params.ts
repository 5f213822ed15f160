import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Json, Stage, StageVariant } from '@slipway/core'
import { ParamFile } from './param-file.ts'
import type { SourceTree } from './plan-input.ts'

/** Where a variant finds its parameters. */
export const PARAMS_VARIABLE = 'SLIPWAY_PARAMS'

/** Parameters as a key has them, with the values of a variant in place of those of the file. */
export function withVariant(
  params: Readonly<Record<string, Json>>,
  variant: StageVariant | undefined,
): Readonly<Record<string, Json>> {
  if (!variant) return params
  const set = Object.entries(variant.values).map(
    ([name, value]) => [`${variant.file}:${name}`, value] as const,
  )
  return { ...params, ...Object.fromEntries(set) }
}

/** Writes the whole file of parameters with the values of a variant, as JSON, which YAML readers read too; returns its variable. */
export async function writeVariantParams(
  stage: Stage,
  root: string,
  readTree: () => Promise<SourceTree>,
): Promise<Readonly<Record<string, string>>> {
  const { variant } = stage
  if (!variant) return {}
  const text = await (await readTree()).readText(variant.file)
  let value = new ParamFile(text ?? '', variant.file).value
  for (const [name, set] of Object.entries(variant.values)) value = withMember(value, name.split('.'), set)
  const file = join(root, '.slipway/sweep', `${stage.name}.json`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`)
  return { [PARAMS_VARIABLE]: file }
}

function withMember(holder: Json, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined) return value
  const members = typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? holder : {}
  const before = (members as Readonly<Record<string, Json>>)[name] ?? null
  return { ...members, [name]: withMember(before, rest, value) }
}
