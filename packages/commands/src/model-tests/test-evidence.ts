import type { TestEvidence } from '@slipway/compare'
import { type Model, type Output, parseModelTestResults, SlipwayError } from '@slipway/core'
import type { Champion } from '../judge/champion.ts'
import type { ModelWork } from '../judge/model-work.ts'
import type { ObjectReader } from '../judge/object-reader.ts'
import { subjectOf, type TestGround } from './test-inputs.ts'

/**
 * What the tests of a model say, with what they should have been asked, so that answers to another question are none.
 * Undefined where nothing has to be asked of the model itself.
 * @param results undefined where the tests were not run
 */
export async function testEvidence(
  ground: TestGround,
  model: Model,
  { work, champion }: { readonly work: ModelWork; readonly champion: Champion | undefined },
  results: Pick<Output, 'oid'> | undefined,
  reader: ObjectReader,
): Promise<TestEvidence | undefined> {
  const subject = await subjectOf(ground, model, work, champion)
  if (!subject) return undefined
  if (!results) return { subject, results: null, problem: undefined }
  try {
    const text = Buffer.from(await reader.readBytes(results.oid)).toString('utf8')
    return {
      subject,
      results: parseModelTestResults(text, `the model tests of ${model.name}`),
      problem: undefined,
    }
  } catch (error) {
    const codes = ['core/record-invalid', 'store/object-missing', 'store/object-corrupt']
    if (error instanceof SlipwayError && codes.includes(error.code))
      return { subject, results: null, problem: error.message }
    throw error
  }
}
