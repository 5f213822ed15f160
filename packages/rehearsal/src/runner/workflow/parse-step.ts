import type { WorkflowParser } from './load-parser.ts'
import { fieldsOf, isExpression, itemsOf, type Token } from './token.ts'
import type { StepDefinition } from './workflow.ts'

/** Steps of a job or of a composite action, from a validated file. */
export function parseSteps(token: Token | undefined, parser: WorkflowParser): readonly StepDefinition[] {
  return itemsOf(token).map((item) => {
    const fields = fieldsOf(item)
    return {
      id: fields.get('id')?.toString(),
      name: fields.get('name'),
      condition: parseCondition(fields.get('if'), parser),
      run: fields.get('run'),
      uses: fields.get('uses')?.toString(),
      inputs: fields.get('with'),
      env: fields.get('env'),
      shell: fields.get('shell'),
      workingDirectory: fields.get('working-directory'),
      continueOnError: fields.get('continue-on-error'),
      timeoutMinutes: fields.get('timeout-minutes'),
    }
  })
}

/** `if:` as an expression; without a status function it means "and what came before succeeded". */
export function parseCondition(token: Token | undefined, parser: WorkflowParser): string {
  if (token === undefined) return 'success()'
  const text = (isExpression(token) ? token.expression : token.toString()).trim()
  return text === '' ? 'success()' : parser.ensureStatusFunction(text, token.definitionInfo)
}
