import { describe, expect, it } from 'vitest'
import { CredentialChain } from './credential-chain.ts'
import type { Expiring } from './credentials.ts'

const NOON = Date.parse('2026-01-01T12:00:00Z')

interface Named extends Expiring {
  readonly name: string
}

describe('CredentialChain', () => {
  const chainOf = (expiries: readonly (number | undefined | Error)[], now: () => number) => {
    let found = 0
    const find = async (): Promise<Named> => {
      const expiresMs = expiries[found++]
      if (expiresMs instanceof Error) throw expiresMs
      return { name: `AK${found}`, expiresMs, source: 'test' }
    }
    const nothing = { place: 'none', find: async () => undefined }
    const sources = [nothing, { place: 'test', find }]
    return new CredentialChain<Named>({ cloud: 'a cloud', hint: 'Sign in', sources, now })
  }

  it('looks once for many requests, and again five minutes before they expire', async () => {
    let now = NOON - 10 * 60_000
    const chain = chainOf([NOON, NOON + 3_600_000], () => now)
    const first = await Promise.all([chain.get(), chain.get(), chain.get()])
    expect(first.map(({ name }) => name)).toEqual(['AK1', 'AK1', 'AK1'])
    now = NOON - 6 * 60_000
    expect((await chain.get()).name).toBe('AK1')
    now = NOON - 4 * 60_000
    expect((await chain.get()).name).toBe('AK2')
  })

  it('goes on with those that are still valid when there are no new ones yet, and no longer', async () => {
    let now = NOON - 4 * 60_000
    const chain = chainOf([NOON, new Error('away'), new Error('away')], () => now)
    await chain.get()
    expect((await chain.get()).name).toBe('AK1')
    now = NOON + 1
    await expect(chain.get()).rejects.toThrow('away')
  })

  it('forgets those that the server does not take, and no newer ones', async () => {
    const chain = chainOf([undefined, undefined, undefined], () => 0)
    const old = await chain.get()
    chain.forget(old)
    expect((await chain.get()).name).toBe('AK2')
    chain.forget(old)
    expect((await chain.get()).name).toBe('AK2')
  })
})
