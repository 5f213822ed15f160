import { latencyOf } from '@slipway/compare'
import type { LatencyResult } from '@slipway/core'
import type { Timing } from '@slipway/onnx'

/** What is timed: a number of requests, one after the other. */
export interface Timer {
  readonly batch: number
  /** @param request which of the rows; the same for every model */
  time(times: number, request: number): Promise<Timing>
}

export interface Contestants {
  readonly challenger: Timer
  readonly champion: Timer | undefined
  /** A second process of the champion. */
  readonly control: Timer | undefined
}

export const ROUNDS = 30
/** Requests of one model before the other's turn. */
const BLOCK = 10
/** A round has at least one exchange, so that a slow model takes its time, and at most so many. */
const MOST_EXCHANGES = 10
const WARM_UP_BLOCKS = 5

type Side = 'challenger' | 'champion' | 'first' | 'second'

/**
 * Times requests in 30 rounds. Within a round the models take turns every ten requests, in the order A B B A, so that a machine
 * which slows down or speeds up does so for both; in between, the champion takes such turns with itself. Warm-up is dropped.
 * @param seconds about how long it may take
 */
export async function measureLatency(
  { challenger, champion, control }: Contestants,
  seconds: number,
): Promise<LatencyResult> {
  const timers: Record<Side, Timer | undefined> = {
    challenger,
    champion,
    first: control && champion,
    second: control,
  }
  const turns: readonly Turn[] = champion
    ? [...inTurn('champion', 'challenger'), ...(control ? inTurn('first', 'second') : [])]
    : [
        ['challenger', 0],
        ['challenger', 1],
      ]
  const perExchange = await warmUp(turns, timers)
  const exchanges = Math.max(1, Math.min(MOST_EXCHANGES, Math.floor(seconds / ROUNDS / perExchange)))
  const rounds: Record<Side, Float64Array[]> = { challenger: [], champion: [], first: [], second: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const times: Record<Side, number[]> = { challenger: [], champion: [], first: [], second: [] }
    for (let i = 0; i < exchanges; i++)
      for (const [side, half] of turns)
        times[side].push(...(await timed(timers[side], 2 * (round * exchanges + i) + half)))
    for (const side of Object.keys(times) as Side[]) rounds[side].push(Float64Array.from(times[side]))
  }
  return {
    batch: challenger.batch,
    requests: 2 * BLOCK * exchanges,
    challenger: latencyOf(rounds.challenger),
    champion: champion ? latencyOf(rounds.champion) : null,
    control: control ? { first: latencyOf(rounds.first), second: latencyOf(rounds.second) } : null,
  }
}

/** Whose turn it is, and with which of the exchange's two requests. */
type Turn = readonly [Side, 0 | 1]

const inTurn = (a: Side, b: Side): readonly Turn[] => [
  [a, 0],
  [b, 0],
  [b, 1],
  [a, 1],
]

async function timed(timer: Timer | undefined, request: number): Promise<Float64Array> {
  return timer ? (await timer.time(BLOCK, request)).seconds : new Float64Array()
}

/** Seconds of one exchange, once everything is warm. */
async function warmUp(turns: readonly Turn[], timers: Record<Side, Timer | undefined>): Promise<number> {
  let last = 0
  for (let i = 0; i < WARM_UP_BLOCKS; i++) {
    last = 0
    for (const [side, half] of turns) last += sum(await timed(timers[side], 2 * i + half))
  }
  return Math.max(last, Number.EPSILON)
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
