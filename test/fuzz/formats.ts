import {
  type Digest,
  digestOf,
  formatCheckpoint,
  formatGcPlan,
  formatPackEnd,
  formatPlacement,
  formatPointer,
  formatRunRecord,
  formatTree,
  formatTreeBundle,
  PACK_TRAILER_BYTES,
  parseCheckpoint,
  parseGcPlan,
  parsePackIndex,
  parsePackTrailer,
  parsePlacement,
  parsePointer,
  parseRunRecord,
  parseTree,
  parseTreeBundle,
  type RunRecord,
  runKey,
} from '@slipway/core'
import { sampleRecord } from '@slipway/store/testing'
import { formatPartRecord, parsePartRecord } from '../../packages/store/src/part-record.ts'

/** One text format: what is valid, and how a text of it is read and written. */
export interface TextFormat {
  readonly name: string
  readonly samples: readonly string[]
  /** The error that refuses a text. */
  readonly code: string
  /**
   * The text as our writer would write what our reader found in it.
   * @throws with `code` where the reader refuses it
   */
  readonly rewrite: (text: string) => string
  /** What of a text the writer has to write again; without, every byte. */
  readonly meaning?: (text: string) => unknown
}

const oid = (text: string) => digestOf(text)
const inner = formatTree([
  { name: 'é', kind: 'file', oid: oid('é'), bytes: 2 },
  { name: '\u{1f600} 100%', kind: 'executable', oid: oid('smile'), bytes: 1_234_567 },
])
const outer = formatTree([
  { name: 'new\nline', kind: 'file', oid: oid('a'), bytes: 0 },
  { name: 'b', kind: 'tree', oid: digestOf(inner), bytes: 1_234_569 },
  { name: 'c', kind: 'tree', oid: digestOf(inner), bytes: 1_234_569 },
])
const entries = ['one', 'two', ''].map((text) => ({ oid: oid(text), bytes: text.length }))
const pack = `onetwo${formatPackEnd(entries)}`
const pieces = [oid('p'), oid('q'), oid('r')].map((each, at) => ({ oid: each, bytes: (at + 1) << 20 }))
const output = { kind: 'tree', oid: oid('x'), bytes: 77 } as const

function record(): RunRecord {
  const { key_preimage, ...rest } = sampleRecord()
  const preimage = { ...key_preimage, params: { 'params.yaml:lr': 0.125, deep: { of: [1, 'é', null] } } }
  return { ...rest, key_preimage: preimage, key: runKey(preimage) }
}

/** The same, whatever the order of members and the blanks between them. */
const jsonValue = (text: string): unknown => JSON.parse(text)
/** The same, whatever the order of lines. */
const sortedLines = (text: string) => text.split('\n').sort()

/** The digest that a parent would name, so that a changed text gets past it. */
const own = (text: string): Digest => digestOf(text)

export const FORMATS: readonly TextFormat[] = [
  {
    name: 'tree',
    samples: [inner, outer, formatTree([])],
    code: 'core/tree-invalid',
    rewrite: (text) => formatTree(parseTree(text, own(text))),
  },
  {
    name: 'tree bundle',
    samples: [outer + inner, inner],
    code: 'core/tree-invalid',
    rewrite: (text) => {
      const root = text.split(/(?<=\n)(?=slipway-tree 1\n)/)[0] ?? ''
      return formatTreeBundle(parseTreeBundle(text, own(root)))
    },
  },
  {
    name: 'pack',
    samples: [pack, formatPackEnd([])],
    code: 'core/pack-invalid',
    rewrite: (text) => {
      const length = parsePackTrailer(text.slice(-PACK_TRAILER_BYTES))
      const end = text.length - PACK_TRAILER_BYTES
      const start = Math.max(0, end - length)
      return text.slice(0, start) + formatPackEnd(parsePackIndex(text.slice(start, end), text.length))
    },
    // A length that is longer than the pack is cut to it by the reader.
    meaning: (text) => text.slice(0, -PACK_TRAILER_BYTES),
  },
  {
    name: 'placement',
    samples: [formatPlacement({ parts: pieces }), formatPlacement({ packs: pieces })],
    code: 'core/placement-invalid',
    rewrite: (text) => formatPlacement(parsePlacement(text)),
    meaning: sortedLines,
  },
  {
    name: 'pointer',
    samples: [
      formatPointer({ ...output, files: 3 }),
      formatPointer({ ...output, files: 1, md5: `${'0af1'.repeat(8)}.dir`, unknown: { later: 'a b' } }),
    ],
    code: 'core/pointer-invalid',
    rewrite: (text) => formatPointer(parsePointer(text, 'x.slip')),
  },
  {
    name: 'part record',
    samples: [formatPartRecord({ oid: oid('t'), part: oid('u'), paths: ['a/b', 'é', 'new\nline'] })],
    code: 'store/record-corrupt',
    rewrite: (text) => formatPartRecord(parsePartRecord(text, 'parts/x')),
    meaning: (text) => [...new Set(text.split('\n').map(pathOfLine))].sort(),
  },
  {
    name: 'plan of a collection',
    samples: [
      formatGcPlan({
        schema: 'slipway.gc/v1',
        written: '2026-01-02T03:04:05.000Z',
        objects: ['o/ab/x', 't/cd/y'],
      }),
    ],
    code: 'core/record-invalid',
    rewrite: (text) => formatGcPlan(parseGcPlan(text, 'plan')),
    meaning: jsonValue,
  },
  {
    name: 'checkpoint',
    samples: [
      formatCheckpoint({
        schema: 'slipway.checkpoint/v1',
        stage: 'train',
        key: oid('key'),
        domain: 'main',
        seq: 4,
        name: 'step-000400.pt',
        output,
        made_at: '2026-01-02T03:04:05.000Z',
        starts: [
          {
            producer: null,
            runner: 'gpu-box-1',
            started: '2026-01-02T03:04:05.000Z',
            seconds: 31,
            gpu_seconds: 31,
            resumed: null,
            ended: 'running',
          },
        ],
      }),
    ],
    code: 'core/record-invalid',
    rewrite: (text) => formatCheckpoint(parseCheckpoint(text, 'checkpoint')),
    meaning: jsonValue,
  },
  {
    name: 'run record',
    samples: [formatRunRecord(record()), formatRunRecord(sampleRecord())],
    code: 'core/record-invalid',
    rewrite: (text) => formatRunRecord(parseRunRecord(text, 'record')),
    meaning: jsonValue,
  },
]

/** JSON may escape a character that needs none. */
function pathOfLine(line: string): string {
  return line.startsWith('path ') ? `path ${JSON.stringify(JSON.parse(line.slice('path '.length)))}` : line
}
