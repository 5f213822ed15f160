import { type Digest, isDigest, isModelName } from '@slipway/core'
import { parseDocument } from 'yaml'
import * as z from 'zod'
import { serveError } from '../error.ts'

const zEntry = z.strictObject({
  name: z.string().refine(isModelName, 'expected letters, digits, "-" and "_"'),
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/, 'expected a version like "v1.4.0"'),
  digest: z
    .string()
    .refine(isDigest, 'expected "sha256:" and 64 hexadecimal digits') as unknown as z.ZodType<Digest>,
  stage: z.string().max(100).default(''),
  source: z.string().min(1).max(4000).optional(),
  golden: z.string().min(1).max(1000).optional(),
})

const zDesiredState = z.strictObject({
  schema: z.literal('slipway.serving/v1'),
  store: z.string().min(1).optional(),
  models: z.array(zEntry).max(1000),
})

/** A desired-state file, as written. @see docs/formats/desired-state.md */
export type DesiredStateFile = z.infer<typeof zDesiredState>
export type DesiredEntry = DesiredStateFile['models'][number]

/**
 * Reads a desired-state file, YAML or JSON.
 *
 * @param file its path, for the error
 * @throws serve/state-invalid
 */
export function parseDesiredState(text: string, file: string): DesiredStateFile {
  const document = parseDocument(text, { uniqueKeys: true })
  const [syntax] = document.errors
  if (syntax !== undefined) {
    const position = syntax.linePos?.[0]
    throw invalid(file, syntax.message.split('\n')[0] ?? 'it is no YAML', position?.line, position?.col)
  }
  const result = zDesiredState.safeParse(document.toJS({ maxAliasCount: 100 }))
  if (!result.success) {
    const [issue] = result.error.issues
    throw invalid(file, `${issue?.path.map(String).join('.') || 'the file'}: ${issue?.message}`)
  }
  const state = result.data
  const names = new Set<string>()
  for (const [index, { name, source }] of state.models.entries()) {
    if (names.has(name))
      throw invalid(file, `models.${index}.name: "${name}" again; expected each model once`)
    if (source === undefined && state.store === undefined) {
      throw invalid(file, `models.${index}: it has no source, and there is no store; expected one of them`)
    }
    names.add(name)
  }
  return state
}

function invalid(file: string, problem: string, line?: number, column?: number) {
  return serveError('serve/state-invalid', `Cannot use "${file}": ${problem}`, {
    hint: 'docs/formats/desired-state.md has the format',
    ...(line === undefined ? {} : { location: { file, line, column: column ?? 1 } }),
  })
}
