import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RegistryTag } from '../fold-tags.ts'

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'gto')
const FIELDS = [
  'refname:strip=2',
  'objecttype',
  'objectname',
  '*objectname',
  '*tree',
  'taggerdate:unix',
  'taggername',
  'taggeremail:trim',
  'contents:subject',
  'contents:body',
]

/** The tags of the repository that GTO was asked about, read from a clone of its bundle. */
export function readGtoTags(): readonly RegistryTag[] {
  const root = mkdtempSync(join(tmpdir(), 'slipway-gto-'))
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: root,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    git('clone', '--quiet', '--bare', join(FIXTURES, 'repo.bundle'), 'repo')
    const format = FIELDS.map((field) => `%(${field})%00`).join('')
    const values = git('-C', 'repo', 'for-each-ref', `--format=${format}`, 'refs/tags').split('\0')
    const count = Math.floor(values.length / FIELDS.length)
    return Array.from({ length: count }, (_, index) =>
      toTag(values.slice(index * FIELDS.length, (index + 1) * FIELDS.length)),
    )
  } finally {
    rmSync(root, { recursive: true })
  }
}

function toTag(values: readonly string[]): RegistryTag {
  const [
    name = '',
    type,
    oid = '',
    commit = '',
    tree = '',
    time,
    tagger = '',
    email = '',
    subject = '',
    body = '',
  ] = values
  const annotated = type === 'tag'
  return {
    name: name.trim(),
    annotated,
    commit: annotated ? commit : oid,
    tree,
    time: Number(time),
    tagger,
    email,
    subject,
    body,
  }
}

/** What GTO printed for a command line, as JSON; its empty outputs are undefined. */
export function gtoOutput(command: string): unknown {
  const text = readFileSync(join(FIXTURES, 'outputs', `${command.replaceAll(' ', '_')}.json`), 'utf8')
  return text.trim() === '' ? undefined : JSON.parse(text)
}
