import * as z from 'zod'
import type { Digest } from './digest.ts'
import { formatRecord, parseRecord } from './parse-record.ts'
import { zDigest, zModelName } from './schemas.ts'

export const zLook = z.strictObject({
  schema: z.literal('slipway.look/v1'),
  model: zModelName,
  /** Place in the model's ledger, from 1. */
  seq: z.int().positive(),
  /** Of the looks at these rows, from 1: those before it in the ledger whose rows were largely the same, and itself. */
  number: z.int().positive(),
  mode: z.enum(['sealed', 'open']),
  /** The gate's budget when the rows were asked. */
  looks: z.int().positive(),
  /** Chance that any pass on these rows was false, over all looks up to the budget. */
  bound: z.number().positive(),
  /** Digests of both models' predictions and of the gate: a look is a new set of three. */
  challenger: zDigest,
  champion: zDigest,
  gate: zDigest,
  /** Rows that decided. */
  rows: z.int().nonnegative(),
  /** The smallest hashes of their ids, by which rows are known again. */
  sketch: z.array(z.string().regex(/^[0-9a-f]{16}$/)).max(1024),
})

/** That a set of test rows was asked about a challenger, and how often before. @see docs/formats/look.md */
export type Look = z.infer<typeof zLook>

const SEQ_DIGITS = 8

export function looksPrefix(model: string): string {
  return `looks/${model}/`
}

export function lookPath(model: string, seq: number): string {
  return looksPrefix(model) + String(seq).padStart(SEQ_DIGITS, '0')
}

export function parseLook(text: string, what: string): Look {
  return parseRecord(zLook, text, what)
}

export function formatLook(look: Look): string {
  return formatRecord(zLook, look, `look ${look.seq} at ${look.model}`)
}

/** What makes two looks one: the same question, asked again. */
export interface LookSubject {
  readonly challenger: Digest
  readonly champion: Digest
  readonly gate: Digest
}

export function isSameLook(a: LookSubject, b: LookSubject): boolean {
  return a.challenger === b.challenger && a.champion === b.champion && a.gate === b.gate
}
