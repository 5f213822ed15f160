import { expect, it } from 'vitest'
import { killCollections, killImports } from '../crash/kill-moves.ts'
import { killOften, sum } from '../crash/kill-often.ts'

const POINTS = Number(process.env.SLIPWAY_KILL_POINTS ?? '1000')
const SEED = Number(process.env.SLIPWAY_KILL_SEED ?? Date.now() % 1e9)

it(`data add, push, pull and gc killed a thousand times at random (seed ${SEED})`, async () => {
  const { kills, wrong } = await killOften(POINTS, SEED)
  console.log(`killed: ${JSON.stringify(kills)}`)
  expect(wrong).toEqual([])
  expect(sum(kills)).toBeGreaterThanOrEqual(POINTS)
})

it.each(Object.entries({ 'data import dvc': killImports, 'data gc --remote': killCollections }))(
  `%s killed hundreds of times at random (seed ${SEED})`,
  async (_, kill) => {
    const points = Math.ceil(POINTS / 4)
    const { kills, wrong } = await kill(points, SEED)
    expect(wrong).toEqual([])
    expect(kills).toBeGreaterThanOrEqual(points)
  },
)
