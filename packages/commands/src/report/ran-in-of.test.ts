import { digestOf, formatRunRecord, type RunRecord, type Verdict } from '@slipway/core'
import { expect, it } from 'vitest'
import { ranInOf } from './ran-in-of.ts'

const { valid } = (
  await import('../../../../docs/formats/vectors/run-record.json', { with: { type: 'json' } })
).default
const record = valid[0]?.record as unknown as RunRecord
const digest = digestOf(formatRunRecord(record))
const found = { record, digest, domain: 'main', shared: true } as const
const runs = { findRun: async () => found }
const run = {
  key: record.key,
  digest,
  record: { ...record, environment: { ...record.environment, driver: '550.1' } },
}
const verdict = (made: { key: string; record: string } | null) =>
  ({ champion: { run: made } }) as unknown as Verdict

it('ranInOf() compares with the run that made the champion, if the store has that very record', async () => {
  const made = { key: record.key, record: digest }
  expect(await ranInOf(verdict(made), run, runs)).toEqual([{ what: 'driver', before: null, after: '550.1' }])
  const other = { ...made, record: digestOf('another attempt') }
  expect(await ranInOf(verdict(other), run, runs)).toEqual([])
  expect(await ranInOf(verdict(made), run, { findRun: async () => undefined })).toEqual([])
  expect(await ranInOf(verdict(null), run, runs)).toEqual([])
  expect(await ranInOf({ champion: null } as unknown as Verdict, run, runs)).toEqual([])
})
