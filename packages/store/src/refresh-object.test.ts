import { defineErrors } from '@slipway/core'
import { expect, it } from 'vitest'
import { refreshObject } from './refresh-object.ts'
import { HookedBackend } from './testing/hooked-backend.ts'
import { MemoryBackend } from './testing/memory-backend.ts'

const DAY = 24 * 3600 * 1000
const refused = defineErrors({ 'store/access-denied': 'external', 'store/write-failed': 'external' })

async function writtenOn(day: number, path = 'x/a') {
  let today = day
  const backend = new MemoryBackend('store', () => today * DAY)
  await backend.put(path, Buffer.from('a'))
  const timeOf = async () => {
    for await (const { modifiedMs } of backend.list(path)) return modifiedMs / DAY
    return undefined
  }
  const at = (now: number) => {
    today = now
  }
  return { backend, timeOf, at }
}

const never = () => {
  throw new Error('the content was asked for')
}

it('refreshObject() writes again what is older than 18 days, and reads nothing of what is younger', async () => {
  const { backend, timeOf, at } = await writtenOn(0)
  at(17)
  expect(await refreshObject(backend, 'x/a', never, 17 * DAY)).toBe(false)
  at(18)
  expect(await refreshObject(backend, 'x/a', () => Buffer.from('a'), 18 * DAY)).toBe(true)
  expect(await timeOf()).toBe(18)
})

it('refreshObject() makes nothing that was not there, and takes no longer path for it', async () => {
  const { backend } = await writtenOn(0, 'x/ab')
  expect(await refreshObject(backend, 'x/a', never, 100 * DAY)).toBe(false)
  expect([...backend.objects.keys()]).toEqual(['x/ab'])
})

it('refreshObject() leaves what this credential may not write over, and says what else went wrong', async () => {
  const { backend, timeOf } = await writtenOn(0)
  const failing = (code: 'store/access-denied' | 'store/write-failed') =>
    new HookedBackend(backend, (operation) => {
      if (operation === 'put') throw refused(code, 'Cannot write')
    })
  const content = () => Buffer.from('a')
  expect(await refreshObject(failing('store/access-denied'), 'x/a', content, 100 * DAY)).toBe(false)
  await expect(refreshObject(failing('store/write-failed'), 'x/a', content, 100 * DAY)).rejects.toMatchObject(
    {
      code: 'store/write-failed',
    },
  )
  expect(await timeOf()).toBe(0)
})
