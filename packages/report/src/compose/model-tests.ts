import { formatCount, formatEstimate } from '@slipway/compare'
import { clip, type TestVerdict, type Verdict } from '@slipway/core'
import type { Block, Inline } from '../document/document.ts'

const NAME = 60

const MARKS: Readonly<Record<TestVerdict['outcome'], Inline>> = {
  worse: { tone: 'bad', text: '▼\u00a0worse' },
  'cannot-tell': { tone: 'unsure', text: '?\u00a0cannot\u00a0tell' },
  holds: { tone: 'good', text: '✔\u00a0holds' },
  shown: '',
}
/** What went wrong is read first. */
const ORDER: readonly TestVerdict['outcome'][] = ['worse', 'cannot-tell', 'holds', 'shown']

/** The model tests as a table, the bad ones first and with their reasons. */
export function modelTestSection(
  { tests = [] }: Verdict,
  most: number,
  characters: number,
): readonly Block[] {
  if (tests.length === 0 || most === 0) return []
  const ordered = ORDER.flatMap((outcome) => tests.filter((test) => test.outcome === outcome))
  const rows = ordered.slice(0, most)
  const failed = rows.filter(({ outcome }) => outcome === 'worse' || outcome === 'cannot-tell')
  const left = ordered.length - rows.length
  return [
    {
      kind: 'section',
      title: 'Model tests',
      result: countsText(tests),
      blocks: [
        ...(failed.length === 0
          ? []
          : [
              {
                kind: 'list',
                ordered: false,
                items: failed.map(({ reason }) => clip(reason, characters)),
              } as const,
            ]),
        table(rows),
        ...(left > 0
          ? [{ kind: 'paragraph', text: `${formatCount(left)} more in the HTML report.` } as const]
          : []),
      ],
    },
  ]
}

function countsText(tests: readonly TestVerdict[]): string {
  const words = { worse: 'worse', 'cannot-tell': 'cannot tell', holds: 'hold', shown: 'shown' }
  return ORDER.flatMap((outcome) => {
    const count = tests.filter((test) => test.outcome === outcome).length
    return count === 0 ? [] : [`${formatCount(count)} ${words[outcome]}`]
  }).join(', ')
}

function table(rows: readonly TestVerdict[]): Block {
  const withChampion = rows.some(({ champion }) => champion !== null)
  return {
    kind: 'table',
    caption: 'Model tests',
    columns: [
      { title: 'Test', align: 'left' },
      ...(withChampion ? [{ title: 'champion', align: 'right' } as const] : []),
      { title: 'challenger', align: 'right' },
      { title: 'allowed', align: 'right' },
      { title: '', align: 'left' },
    ],
    rows: rows.map((test) => [
      `${test.kind}: ${clip(test.name, NAME)}`,
      ...(withChampion ? [quantity(test.champion, test.unit)] : []),
      quantity(test.challenger, test.unit),
      quantity(test.max, test.unit),
      MARKS[test.outcome],
    ]),
  }
}

function quantity(value: number | null, unit: TestVerdict['unit']): string {
  if (value === null) return ''
  const blank = '\u00a0'
  switch (unit) {
    case 'share':
      return `${Number((100 * value).toPrecision(3))}${blank}%`
    case 'bytes':
      return value < 1e6
        ? `${Number((value / 1e3).toPrecision(3))}${blank}kB`
        : `${Number((value / 1e6).toPrecision(4))}${blank}MB`
    case 'seconds':
      return `${Number((value * 1e3).toPrecision(3))}${blank}ms`
    case 'ratio':
      return `×${blank}${Number(value.toPrecision(3))}`
    case 'rows':
      return formatCount(value)
    default:
      return formatEstimate(value)
  }
}
