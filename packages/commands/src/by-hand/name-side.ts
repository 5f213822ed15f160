import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Digest, nearestName, SlipwayError, shortOf } from '@slipway/core'
import type { Repository } from '@slipway/git'
import { artifactNamed, holderOf, parseTag, type Registry, type Version } from '@slipway/registry'
import { commandError } from '../error.ts'
import type { EveryRun } from './every-run.ts'

/** What one of the two words of a comparison by hand means. */
export type SideName =
  | { readonly kind: 'work tree' }
  | { readonly kind: 'commit'; readonly rev: string }
  | { readonly kind: 'release'; readonly model: string; readonly version: Version }
  | { readonly kind: 'run'; readonly key: Digest }
  | { readonly kind: 'file'; readonly path: string }

export interface NameSources {
  readonly cwd: string
  readonly repository: Pick<Repository, 'resolve'>
  readonly registry: Registry
  readonly runs: EveryRun
  /** The models of the project, for a word that is nearly one. */
  readonly models: readonly string[]
}

const AS_PATH = /^(?:\.{1,2})?\//
const RUN_KEY = /^(?:sha256:)?[0-9a-f]{6,64}$/
const MARK = 'sha256:'

/**
 * Reads a word: `.` is the work tree, `model@v1.2.0`, `model#prod` and `model#prod#3` are releases, `./x` is a file. What else
 * there may be is looked for among files, commits and run keys.
 * @throws compare/name-unknown, compare/name-ambiguous, registry/unknown-model
 */
export async function nameSide(word: string, sources: NameSources): Promise<SideName> {
  if (word === '.') return { kind: 'work tree' }
  const release = releaseNamed(word, sources.registry)
  if (release) return release
  const { cwd, repository, runs } = sources
  const found: SideName[] = []
  if (!word.startsWith(MARK) && isFile(resolve(cwd, word))) found.push({ kind: 'file', path: word })
  if (!AS_PATH.test(word)) {
    if (await isCommit(repository, word)) found.push({ kind: 'commit', rev: word })
    const start = word.startsWith(MARK) ? word : `${MARK}${word}`
    const keys = RUN_KEY.test(word) ? await runs.keysFrom(start) : []
    found.push(...keys.map((key): SideName => ({ kind: 'run', key })))
  }
  const [only, ...others] = found
  if (!only) throw unknownName(word, nearestName(word, sources.models))
  if (others.length > 0) throw ambiguousName(word, found)
  return only
}

function releaseNamed(word: string, registry: Registry): SideName | undefined {
  const tag = parseTag(word)
  if (tag?.kind !== 'registration' && tag?.kind !== 'assignment') return undefined
  const artifact = artifactNamed(registry, tag.artifact)
  const assigned = artifact.assignments.find(({ event }) => event.tag === word)
  const version =
    'version' in tag
      ? artifact.versions.get(tag.version)
      : tag.counter === undefined
        ? holderOf(artifact, tag.stage)?.version
        : assigned && artifact.atCommit.get(assigned.commit)
  if (version) return { kind: 'release', model: artifact.name, version }
  const versions = [...artifact.versions.keys()].join(', ')
  throw commandError(
    'compare/name-unknown',
    `Cannot compare "${word}": no tag of this clone says which release that is; expected one of ${versions || 'none'}`,
    { hint: '`slipway registry show` lists releases and stages; `git fetch --tags` gets those of others' },
  )
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

async function isCommit(repository: NameSources['repository'], rev: string): Promise<boolean> {
  try {
    await repository.resolve(rev)
    return true
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'git/rev-unknown') return false
    throw error
  }
}

function unknownName(word: string, model: string | undefined): SlipwayError {
  return commandError(
    'compare/name-unknown',
    `Cannot compare "${word}": it is no file, no commit and no run; expected one of them, "." or a release as model@v1.0.0`,
    {
      hint:
        model === undefined
          ? 'Run keys begin as `slipway plan` and the comment show them; a commit may have to be fetched first'
          : `Did you mean the model "${model}"? Models are compared with their champions, without anything else`,
    },
  )
}

function ambiguousName(word: string, found: readonly SideName[]): SlipwayError {
  const ways = found.map((name) =>
    name.kind === 'file'
      ? `"./${word}" for the file`
      : name.kind === 'commit'
        ? `"${word}~0" for the commit`
        : `"${MARK}${name.kind === 'run' ? longer(name.key, word) : ''}" for the run`,
  )
  const what = found.map(({ kind }) => `a ${kind}`).join(' and ')
  return commandError(
    'compare/name-ambiguous',
    `Cannot compare "${word}": it is ${what}; expected a word that is one of them`,
    { hint: `Write ${ways.slice(0, 5).join(', ')}` },
  )
}

/** Enough of a key that a person can tell it from another one that begins alike. */
function longer(key: Digest, word: string): string {
  const digits = word.replace(MARK, '').length
  return digits < 12 ? key.slice(MARK.length, MARK.length + 12) : key.slice(MARK.length)
}

/** What a table and a sentence call it. */
export function titleOf(name: SideName): string {
  switch (name.kind) {
    case 'work tree':
      return 'work tree'
    case 'commit':
      return /^[0-9a-f]{12,}$/.test(name.rev) ? name.rev.slice(0, 7) : name.rev
    case 'release':
      return `${name.model}@${name.version.version}`
    case 'run':
      return `run ${shortOf(name.key)}`
    case 'file':
      return name.path
  }
}
