import { randomFrom } from '../fuzz/mutate.ts'
import { type Training, TrainingGround, until } from './training-ground.ts'

export const WAYS = ['trainer', 'slipway', 'cancel', 'machine', 'full disk', 'store down'] as const
export type Way = (typeof WAYS)[number]

/** What one kill cost. */
export interface Kill {
  readonly way: Way
  /** The newest checkpoint in the store at that moment, as a step. */
  readonly stored: number
  /** Steps between it and the newest that was finished: what this machine had not stored yet. */
  readonly behind: number
  /** The last step that was made. */
  readonly reached: number
  /** The step from which the next attempt went on. */
  readonly resumed: number
}

export interface Killed {
  readonly ground: TrainingGround
  readonly kills: readonly Kill[]
}

/**
 * Trains, and kills so many times, each time after at least one new checkpoint and before the end; then lets it finish.
 * The training must be long enough for a few intervals a kill; the rest of it takes no time.
 */
export async function killAtRandom(training: Training, times: number, seed: number): Promise<Killed> {
  const random = randomFrom(seed)
  const ground = new TrainingGround(training)
  const kills: Omit<Kill, 'resumed'>[] = []
  for (let count = 0; count < times; count++) {
    const way = WAYS[count < WAYS.length ? count : Math.floor(random() * WAYS.length)] as Way
    kills.push({ way, ...(await attemptAndKill(ground, way, training, random)) })
  }
  ground.hurry()
  const last = await ground.start().ended
  if (last.status !== 0) throw new Error(`the last attempt ended with ${last.status}:\n${last.said}`)
  const starts = ground.starts
  return { ground, kills: kills.map((kill, index) => ({ ...kill, resumed: starts[index + 1] ?? -1 })) }
}

async function attemptAndKill(
  ground: TrainingGround,
  way: Way,
  { interval, stepMs }: Training,
  random: () => number,
): Promise<Omit<Kill, 'way' | 'resumed'>> {
  const before = ground.stored
  const { child, ended } = ground.start()
  await until(() => ground.stored > before || child.exitCode !== null)
  const target = (ground.steps.at(-1) ?? 0) + Math.floor(random() * interval)
  if (way === 'store down') ground.setStoreDown(true)
  await until(() => (ground.steps.at(-1) ?? 0) >= target || child.exitCode !== null)
  if (way === 'store down') {
    // Training goes on without the store, which is back before the next checkpoint but one.
    await new Promise((next) => setTimeout(next, interval * stepMs))
    ground.setStoreDown(false)
    const missed = ground.stored
    await until(() => ground.stored > missed || child.exitCode !== null)
  }
  // The kill is to cost what came after the last checkpoint, not what a busy machine needs to store one: it waits a little for that.
  const reachedNow = () => ground.steps.at(-1) ?? 0
  const behindNow = () => Math.max(0, Math.floor(reachedNow() / interval) * interval - ground.stored)
  await until(() => behindNow() === 0 || reachedNow() >= target + interval || child.exitCode !== null)
  const behind = behindNow()
  const stored = ground.stored
  await end(ground, way, child)
  const { said } = await ended
  await until(() => ground.running === 0)
  if (child.exitCode === 0) throw new Error(`the training ended before it could be killed:\n${said}`)
  const reached = ground.steps.at(-1) ?? 0
  if (way === 'machine') ground.newMachine()
  ground.setDiskFull(false)
  return { stored, behind, reached }
}

async function end(ground: TrainingGround, way: Way, child: { kill(signal: NodeJS.Signals): boolean }) {
  if (way === 'trainer') ground.killTrainer()
  else if (way === 'full disk') ground.setDiskFull(true)
  else child.kill(way === 'cancel' ? 'SIGINT' : 'SIGKILL')
}
