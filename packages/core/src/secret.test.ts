import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { Secret } from './secret.ts'

it('Secret does not print in any usual way, and reveal() gives the text', () => {
  const secret = new Secret('ghs_1234')
  const printed = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }),
    `${[secret]}`,
  ]
  for (const text of printed) expect(text).not.toContain('1234')
  expect(secret.reveal()).toBe('ghs_1234')
})
