import { posix } from 'node:path'
import { isDvcMd5 } from '@slipway/store'
import { LineCounter, parseDocument } from 'yaml'
import * as z from 'zod'
import { commandError } from '../error.ts'

/** What DVC versions at one path. */
export interface DvcOut {
  /** Relative to the root of the repository. */
  readonly path: string
  /** The `.dvc` file or `dvc.lock` that says so, relative to the root. */
  readonly file: string
  /** Of a `dvc.lock`. */
  readonly stage?: string
  readonly md5: string
  readonly dos2unix: boolean
  readonly executable: boolean
  /** The remote that has it, where it is not the default. */
  readonly remote?: string
}

/** What cannot come along, and why. */
export interface DvcLeftOut {
  readonly path: string
  readonly file: string
  readonly reason: string
}

export interface DvcFileContent {
  readonly outs: readonly DvcOut[]
  readonly leftOut: readonly DvcLeftOut[]
}

// Every scalar is read as text: digits of an MD5 can look like a number.
const text = z.string()
const zOut = z.looseObject({
  path: text,
  md5: text.optional(),
  hash: text.optional(),
  isexec: text.optional(),
  cache: text.optional(),
  remote: text.optional(),
})
const zDvcFile = z.looseObject({ wdir: text.optional(), outs: z.array(zOut).default([]) })
const zDvcLock = z.looseObject({
  schema: z.literal('2.0'),
  stages: z.record(text, z.looseObject({ outs: z.array(zOut).default([]) })).default({}),
})

/** Reads a `.dvc` file. @param file its path, relative to the root @throws data/dvc-unreadable */
export function parseDvcFile(content: string, file: string): DvcFileContent {
  const { outs, wdir = '.' } = read(content, file, zDvcFile, 'a file of DVC with "outs"')
  return sortOut(outs, file, posix.join(posix.dirname(file), wdir))
}

/**
 * Reads a `dvc.lock`.
 * @param wdirs the working folder of each stage that has one, as `dvc.yaml` says
 * @throws data/dvc-unreadable for another schema than 2.0
 */
export function parseDvcLock(
  content: string,
  file: string,
  wdirs: ReadonlyMap<string, string>,
): DvcFileContent {
  const { stages } = read(content, file, zDvcLock, 'a dvc.lock of schema 2.0')
  const parts = Object.entries(stages).map(([stage, { outs }]) => {
    const wdir = wdirs.get(stage) ?? wdirs.get(stage.replace(/@.*$/s, '')) ?? '.'
    return sortOut(outs, file, posix.join(posix.dirname(file), wdir), stage)
  })
  return { outs: parts.flatMap(({ outs }) => outs), leftOut: parts.flatMap(({ leftOut }) => leftOut) }
}

function sortOut(
  given: readonly z.infer<typeof zOut>[],
  file: string,
  folder: string,
  stage?: string,
): DvcFileContent {
  const outs: DvcOut[] = []
  const leftOut: DvcLeftOut[] = []
  for (const out of given) {
    const path = /^[a-z][a-z0-9+.-]*:\/\//.test(out.path) ? out.path : posix.join(folder, out.path)
    const clean = path.replace(/\/+$/, '')
    const reason = whyNot(out, clean)
    if (reason !== undefined) leftOut.push({ path: clean, file, reason })
    else
      outs.push({
        path: clean,
        file,
        md5: out.md5 ?? '',
        dos2unix: out.hash !== 'md5',
        executable: isTrue(out.isexec),
        ...(stage === undefined ? {} : { stage }),
        ...(out.remote === undefined ? {} : { remote: out.remote }),
      })
  }
  return { outs, leftOut }
}

function whyNot(out: z.infer<typeof zOut>, path: string): string | undefined {
  if (out.path.startsWith('/') || path.includes('://') || path === '..' || path.startsWith('../'))
    return 'it lies outside of the repository'
  if (out.cache !== undefined && !isTrue(out.cache)) return 'it is kept in Git, not in DVC’s cache'
  if (out.hash !== undefined && !['md5', 'md5-dos2unix'].includes(out.hash))
    return `it is named by "${out.hash}"; expected md5`
  if (out.md5 === undefined)
    return 'it has no MD5: it was not committed, or lies in a versioned bucket (`dvc import-url --version-aware`)'
  return isDvcMd5(out.md5) ? undefined : `"${out.md5}" is no MD5`
}

const isTrue = (value: string | undefined) => value?.toLowerCase() === 'true'

function read<T>(content: string, file: string, shape: z.ZodType<T>, expected: string): T {
  const lines = new LineCounter()
  const document = parseDocument(content, { schema: 'failsafe', lineCounter: lines })
  const [broken] = document.errors
  const at = broken ? lines.linePos(broken.pos[0]) : { line: 1, col: 1 }
  const parsed = broken ? undefined : shape.safeParse(document.toJS() ?? {})
  if (parsed?.success) return parsed.data
  const issue = parsed?.error?.issues[0]
  const found = broken?.message.split('\n')[0] ?? `${issue?.path.join('.') || 'it'}: ${issue?.message ?? ''}`
  throw commandError('data/dvc-unreadable', `Cannot read "${file}": ${found}; expected ${expected}`, {
    location: { file, line: at.line, column: at.col },
    hint: 'Look at it with `dvc status`; where DVC 1 wrote it, `dvc commit` with DVC 3 writes it anew',
  })
}
