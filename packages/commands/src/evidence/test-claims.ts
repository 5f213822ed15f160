import { formatModelTestResults, type Output } from '@slipway/core'
import type { Context } from '../context.ts'
import type { TestGround } from '../model-tests/test-inputs.ts'
import type { TestedWork } from '../model-tests/test-model.ts'
import type { OpenWorkspace } from '../open-workspace.ts'

/** Runs the tests of a model for the artifact, and puts the results where it takes its objects from. */
export async function testClaims(
  context: Context,
  ground: TestGround,
  tested: TestedWork,
  { local, source }: Pick<OpenWorkspace, 'local' | 'source'>,
): Promise<Output | undefined> {
  if (!tested.model.tests) return undefined
  // Loaded here, because most models have no tests.
  const { testModel } = await import('../model-tests/test-model.ts')
  const results = await testModel(context, ground, tested, source)
  if (!results) return undefined
  const bytes = Buffer.from(formatModelTestResults(results))
  return { kind: 'file', oid: await local.writeBytes(bytes), bytes: bytes.length }
}
