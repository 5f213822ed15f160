import { expect, it } from 'vitest'
import { repositoryOf } from './repository-of.ts'

it('repositoryOf() takes owner and name from an address by HTTP, by SSH, with a token and with a port', () => {
  for (const origin of [
    'https://github.com/acme/flights.git',
    'https://github.com/acme/flights',
    'https://github.com/acme/flights/',
    'https://x-access-token:secret@github.com/acme/flights.git',
    'http://127.0.0.1:8000/acme/flights.git',
    'git@github.com:acme/flights.git',
    'ssh://git@github.com/acme/flights.git',
  ])
    expect(repositoryOf(origin), origin).toBe('acme/flights')
  expect(repositoryOf(undefined)).toBeUndefined()
  expect(repositoryOf('flights')).toBeUndefined()
})
