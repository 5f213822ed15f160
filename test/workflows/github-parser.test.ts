import { join } from 'node:path'
import { parseAction, parseWorkflow, renderProblem } from '@slipway/rehearsal'
import { expect, it } from 'vitest'
import { InitialisedRepository } from './initialised-repository.ts'
import { filesIn, type TextFile, toolkitRoot } from './toolkit-files.ts'

/** What GitHub would say about a workflow; none of ours calls another one. */
async function problemsOf(file: TextFile): Promise<readonly string[]> {
  const { problems } = await parseWorkflow(file, async () => undefined)
  return problems.map(renderProblem)
}

it("GitHub's own parser finds nothing in our workflows, nor in those that init writes", async () => {
  using repository = new InitialisedRepository()
  const files = [toolkitRoot, repository.folder].flatMap((root) =>
    filesIn(join(root, '.github', 'workflows'), /\.yml$/),
  )
  expect(files.length).toBeGreaterThanOrEqual(8)
  for (const file of files) expect(await problemsOf(file)).toEqual([])
  const [first] = files
  const wrong = { path: 'wrong.yml', text: `${first?.text}\n  more: { steps: [] }\n` }
  expect(await problemsOf(wrong)).not.toEqual([])
})

it("GitHub's own parser finds nothing in our actions, nor in the one that init writes", async () => {
  const actions = [
    ...filesIn(join(toolkitRoot, 'actions'), /action\.yml$/),
    ...filesIn(join(toolkitRoot, 'workflows-templates'), /action\.yml$/),
  ]
  expect(actions.length).toBeGreaterThanOrEqual(8)
  for (const file of actions) await expect(parseAction(file)).resolves.toBeDefined()
  const wrong = { path: 'action.yml', text: `${actions[0]?.text}\nrun: {}\n` }
  await expect(parseAction(wrong)).rejects.toMatchObject({ code: 'runner/action-invalid' })
})
