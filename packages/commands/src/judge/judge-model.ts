import {
  type CompareInput,
  type CompareSide,
  disagreementsOf,
  openComparison,
  type TestEvidence,
} from '@slipway/compare'
import { type Digest, type Model, type SignOff, VERSION, type Verdict, verdictDigest } from '@slipway/core'
import type { Explanations } from '@slipway/report'
import { anchorOf, type Champion } from './champion.ts'
import { anchorSide, type Rescored, sideOfChampion, sideOfWork } from './compare-sides.ts'
import { handLedger, type Ledger, withholding } from './look-ledger.ts'
import type { ModelWork } from './model-work.ts'
import type { ObjectReader, TreeReader } from './object-reader.ts'
import { readSweep } from './read-sweep.ts'
import { searchTraining } from './search-training.ts'

export interface JudgeInput {
  readonly model: Model
  readonly challenger: ModelWork
  readonly champion: Champion | undefined
  readonly rescored: Rescored | undefined
  /** The anchor, where that was scored again. */
  readonly rescoredAnchor?: Rescored | undefined
  readonly reader: TreeReader
  readonly ledger: Ledger
  readonly signoff?: SignOff | null
  /** What the tests of the model measured; undefined where nothing was asked of the model itself. */
  readonly tests?: TestEvidence | undefined
}

/** A verdict with the two sides that it is about. */
export interface Judgement {
  readonly verdict: Verdict
  readonly digest: Digest
  readonly challenger: CompareSide
  readonly champion: CompareSide | null
  /** Absent where it informs alone. */
  readonly explanations?: Explanations
}

/** Rows that the page shows; a comment shows fewer. */
const MOST_DISAGREEMENTS = 10

/** Compares a model with the holder of its stage. The same input and look give the same verdict, byte for byte. */
export async function judgeModel(input: JudgeInput): Promise<Judgement> {
  const { model, reader, rescored } = input
  const challenger = await sideOfWork(model, input.challenger, reader)
  const champion = input.champion ? await sideOfChampion(model, input.champion, rescored, reader) : null
  const anchor = champion ? await anchorOf(input.champion, model.name, reader) : undefined
  const judged = await judgement(
    input.model,
    challenger,
    champion,
    champion ? 'champion' : 'none',
    rescored !== undefined,
    input.ledger,
    input.signoff ?? null,
    {
      anchor: await anchorSide(model, anchor, input.rescoredAnchor, reader),
      sweep: await readSweep(model, input.challenger.sweep, reader),
      leakage: await searchTraining(model, input.challenger.training, challenger.predictions, reader),
    },
  )
  const disagreements = disagreementsOf(model, challenger, champion, MOST_DISAGREEMENTS)
  if (!model.tests) return { ...judged, explanations: { importance: null, disagreements } }
  // Loaded here, because most models have no tests.
  const { testedVerdict } = await import('../model-tests/tested-verdict.ts')
  const sides = { challenger, champion }
  const { verdict, importance } = testedVerdict(model, judged.verdict, sides, input.tests)
  return { ...judged, verdict, digest: verdictDigest(verdict), explanations: { importance, disagreements } }
}

/** It informs and decides nothing, so the rows that decide have no say. */
const INFORMING = withholding('this comparison decides nothing')

/** Compares a model with what another tree's runs made of it. */
export async function judgeAgainstBase(
  model: Model,
  challenger: CompareSide,
  base: ModelWork,
  reader: ObjectReader,
): Promise<Judgement> {
  return judgement(model, challenger, await sideOfWork(model, base, reader), 'base', false, INFORMING, null)
}

/** Compares any two, as a person asks: no look is spent, and sealed rows are not asked. */
export function judgeByHand(
  model: Model,
  challenger: CompareSide,
  baseline: CompareSide,
): Promise<Judgement> {
  return judgement(model, challenger, baseline, 'base', false, handLedger, null)
}

async function judgement(
  model: Model,
  challenger: CompareSide,
  champion: CompareSide | null,
  baselineKind: Verdict['baseline_kind'],
  rescored: boolean,
  ledger: Ledger,
  signoff: SignOff | null,
  more: Pick<CompareInput, 'anchor' | 'leakage' | 'sweep'> = {},
): Promise<Judgement> {
  const comparison = openComparison({
    model,
    challenger,
    champion,
    baselineKind,
    rescored,
    tool: `slipway ${VERSION}`,
    signoff,
    ...more,
  })
  const { asked } = comparison
  const verdict = comparison.conclude(asked ? await ledger.look(model.name, asked) : { kind: 'uncounted' })
  return { verdict, digest: verdictDigest(verdict), challenger, champion }
}
