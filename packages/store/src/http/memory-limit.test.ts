import { expect, it } from 'vitest'
import { MemoryLimit } from './memory-limit.ts'

it('MemoryLimit admits in order what fits, and what never fits when it is alone', async () => {
  const limit = new MemoryLimit(10)
  const running: string[] = []
  const ends = new Map<string, () => void>()
  const start = (name: string, bytes: number) =>
    limit.hold(bytes, () => {
      running.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    })
  const end = async (name: string) => {
    running.splice(running.indexOf(name), 1)
    ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const all = [start('six', 6), start('four', 4), start('huge', 50), start('one', 1), start('two', 2)]
  expect(running).toEqual(['six', 'four'])
  await end('six')
  expect(running).toEqual(['four'])
  await end('four')
  expect(running).toEqual(['huge'])
  await end('huge')
  expect(running).toEqual(['one', 'two'])
  await end('one')
  await end('two')
  await Promise.all(all)
  await expect(limit.hold(10, () => Promise.reject(new Error('it fails')))).rejects.toThrow('it fails')
  expect(await limit.hold(10, async () => 'there is room again')).toBe('there is room again')
})
