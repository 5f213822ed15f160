import { type CompareSide, compareModels } from '@slipway/compare'
import { type Digest, type Model, type SignOff, VERSION, type Verdict, verdictDigest } from '@slipway/core'
import type { Champion } from './champion.ts'
import { type Rescored, sideOfChampion, sideOfWork } from './compare-sides.ts'
import type { ModelWork } from './model-work.ts'
import type { ObjectReader } from './object-reader.ts'

export interface JudgeInput {
  readonly model: Model
  readonly challenger: ModelWork
  readonly champion: Champion | undefined
  readonly rescored: Rescored | undefined
  readonly reader: ObjectReader
  readonly signoff?: SignOff | null
}

/** A verdict with the two sides that it is about. */
export interface Judgement {
  readonly verdict: Verdict
  readonly digest: Digest
  readonly challenger: CompareSide
  readonly champion: CompareSide | null
}

/** Compares a model with the holder of its stage. The same input gives the same verdict, byte for byte. */
export async function judgeModel(input: JudgeInput): Promise<Judgement> {
  const { model, reader, rescored } = input
  const challenger = await sideOfWork(model, input.challenger, reader)
  const champion = input.champion ? await sideOfChampion(model, input.champion, rescored, reader) : null
  return judgement(
    input.model,
    challenger,
    champion,
    champion ? 'champion' : 'none',
    rescored !== undefined,
    input.signoff ?? null,
  )
}

/** Compares a model with what another tree's runs made of it. */
export async function judgeAgainstBase(
  model: Model,
  challenger: CompareSide,
  base: ModelWork,
  reader: ObjectReader,
): Promise<Judgement> {
  return judgement(model, challenger, await sideOfWork(model, base, reader), 'base', false, null)
}

function judgement(
  model: Model,
  challenger: CompareSide,
  champion: CompareSide | null,
  baselineKind: Verdict['baseline_kind'],
  rescored: boolean,
  signoff: SignOff | null,
): Judgement {
  const verdict = compareModels({
    model,
    challenger,
    champion,
    baselineKind,
    rescored,
    tool: `slipway ${VERSION}`,
    signoff,
  })
  return { verdict, digest: verdictDigest(verdict), challenger, champion }
}
