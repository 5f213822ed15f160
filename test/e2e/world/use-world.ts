import { afterAll, beforeAll, beforeEach } from 'vitest'
import { openWorld, type WorldOptions } from './open-world.ts'
import type { World } from './world.ts'

/** Gives a file's tests one world, closed after them; where one fails, it prints the logs of the jobs that failed. */
export function useWorld(take: (world: World) => void, options: WorldOptions = {}): void {
  let world: World | undefined
  beforeAll(async () => {
    world = await openWorld(options)
    take(world)
  })
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      for (const log of (await world?.failedLogs()) ?? []) console.error(log)
    })
  })
  afterAll(() => world?.close())
}
