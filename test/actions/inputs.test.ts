import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ActionName } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import type { Job } from './world/job.ts'
import { promoteJob, trainJob } from './world/life.ts'

const changes: string[] = []
let world: ActionWorld
let jobs: { readonly pull: Job; readonly push: Job }

beforeAll(async () => {
  world = await ActionWorld.open({
    log: (line) => {
      if (/^(?:POST|PUT|PATCH|DELETE) \/(?!.*git-upload-pack)/.test(line)) changes.push(line)
    },
  })
  const push = world.lastEvent('push')
  await world.pull('change', (folder) => world.write(folder, { 'note.txt': 'a note\n' }))
  jobs = { pull: await trainJob(world), push: await promoteJob(world, push) }
})
afterAll(() => world.close())

const RELEASE = JSON.stringify([{ model: 'delay', version: 'v1.0.0', stage: 'prod', basis: 0 }])
const FOLDER = 'a folder of the workspace'
const LIST = 'a JSON list of texts, or texts separated by blanks'

/** Action, input, what is given, and what the message says is allowed. */
const REFUSED: readonly (readonly [ActionName, string, string, string])[] = [
  ['data', 'mode', 'verfy', 'verify, pull, push'],
  ['data', 'mode', '', 'verify, pull, push'],
  ['data', 'targets', '[1]', LIST],
  ['data', 'deep', 'yes', 'true or false'],
  ['data', 'working-directory', 'nowhere', FOLDER],
  ['data', 'working-directory', '../..', FOLDER],
  ['data', 'working-directory', '/', FOLDER],
  ['data', 'working-directory', 'slipway.yaml', FOLDER],
  ['plan', 'stages', '["train"', LIST],
  ['plan', 'working-directory', 'slipway.yaml/x', FOLDER],
  ['train', 'stages', '[{}]', LIST],
  ['train', 'artifact', '1', 'true or false'],
  ['train', 'cache', 'on', 'true or false'],
  ['report', 'run-id', '-1', 'a whole number from 1'],
  ['report', 'run-id', '1.5', 'a whole number from 1'],
  ['report', 'run-id', '12x', 'a whole number from 1'],
  ['report', 'run-id', '99999999999999999999', 'a whole number from 1'],
  ['report', 'max-artifact-mb', '0', 'a whole number from 1'],
  ['promote', 'run-id', 'latest', 'a whole number from 1'],
  ['promote', 'bump', 'huge', 'major, minor, patch'],
  ['promote', 'accept-from-approval', 'sure', 'true or false'],
  ['deploy', 'timeout-seconds', '-5', 'a whole number from 1'],
  ['deploy', 'timeout-seconds', 'soon', 'a whole number from 1'],
]

/** Values that only the verb can judge: action, input, value, the code, and what the message names. */
const UNFIT: readonly (readonly [ActionName, string, string, string, string])[] = [
  ['data', 'targets', 'data/row', 'data/not-added', 'data/rows'],
  ['data', 'store', 'somewhere', 'store/url-invalid', 'file:///'],
  ['plan', 'stages', 'trian', 'pipeline/stage-unknown', 'Did you mean "train"?'],
  ['plan', 'base', 'nonsense', 'git/rev-unknown', 'nonsense'],
  ['plan', 'base', '--upload-pack=x', 'git/rev-unknown', '--upload-pack=x'],
  ['train', 'stages', '["trian"]', 'pipeline/stage-unknown', 'Did you mean "train"?'],
  ['train', 'base', 'nonsense', 'git/rev-unknown', 'nonsense'],
  ['train', 'store', 'ftp://host/folder', 'store/url-invalid', 'file:///'],
  ['report', 'run-id', '', 'action/event-unfit', 'run-id'],
  ['report', 'run-id', '424242', 'github/not-found', 'run 424242'],
  ['promote', 'github-token', '', 'forge/token-missing', 'github-token'],
  ['promote', 'github-token', 'stolen', 'git/forbidden', 'token'],
  ['deploy', 'releases', '', 'deploy/refused', 'releases'],
  ['deploy', 'releases', '{"model"', 'deploy/refused', 'releases'],
  ['deploy', 'releases', '[{"model":1}]', 'deploy/refused', 'releases'],
  ['deploy', 'serve-url', 'models.example.com', 'deploy/address-invalid', 'serve-url'],
  ['deploy', 'serve-url', 'ftp://models.example.com', 'deploy/address-invalid', 'serve-url'],
]

/** Runs an action whose input is wrong: it fails, says so once, and changes nothing. @returns the annotation */
async function refusal(action: ActionName, inputs: Readonly<Record<string, string>>) {
  const job = action === 'plan' || action === 'train' ? jobs.pull : jobs.push
  const before = { tags: await world.tags(), store: world.store.listing() }
  changes.length = 0
  const step = await job.step(action, inputs)
  expect(step).toMatchObject({ exitCode: 1, outputs: {}, summary: '', environment: {}, paths: [] })
  expect(step.annotations).toHaveLength(1)
  expect(changes).toEqual([])
  expect({ tags: await world.tags(), store: world.store.listing() }).toEqual(before)
  return step.annotations[0]
}

it.each(REFUSED)('action %s refuses %s: "%s"', async (action, input, value, expected) => {
  expect(await refusal(action, { [input]: value })).toEqual({
    level: 'failure',
    title: 'action/input-invalid',
    message: `Cannot use input "${input}": found "${value}"; expected ${expected}\nMend the \`with:\` of the step`,
  })
})

it.each(UNFIT)('action %s fails for %s: "%s"', async (action, input, value, title, named) => {
  const needed = action === 'deploy' && input !== 'releases' ? { releases: RELEASE } : {}
  const annotation = await refusal(action, { ...needed, [input]: value })
  expect(annotation).toMatchObject({ level: 'failure', title })
  expect(annotation?.message).toContain(named)
})
