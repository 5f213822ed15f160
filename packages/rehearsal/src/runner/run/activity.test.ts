import { describe, expect, it } from 'vitest'
import { Activity } from './activity.ts'

/** A promise with its end in hand. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { end: resolve, run: () => promise }
}

/** Whether something has settled once the event loop went round. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false
  promise.then(
    () => {
      done = true
    },
    () => {
      done = true
    },
  )
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  return done
}

describe('Activity', () => {
  it('is idle when nothing works, also when one thing ends and the next begins', async () => {
    const activity = new Activity()
    const [one, two] = [held(), held()]
    const both = activity.work(one.run).then(() => activity.work(two.run))
    const idle = activity.idle({})
    one.end()
    expect(await settled(idle)).toBe(false)
    two.end()
    await both
    expect(await settled(idle)).toBe(true)
  })

  it('waits for a reviewer, unless asked not to', async () => {
    const activity = new Activity()
    const review = held()
    void activity.work(() => activity.wait('approval', review.run))
    expect(await settled(activity.idle({}))).toBe(false)
    await activity.idle({ ignoreWaiting: true })
    review.end()
    await activity.idle({})
  })

  it('rejects when all that is left waits for a machine that will not come', async () => {
    const activity = new Activity()
    const machine = held()
    void activity.work(() => activity.wait('runner', machine.run))
    await expect(activity.idle({})).rejects.toMatchObject({ code: 'runner/run-stuck' })
    await activity.idle({ ignoreWaiting: true })
    machine.end()
    await activity.idle({})
  })
})
