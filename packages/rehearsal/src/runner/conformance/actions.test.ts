import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openRehearsal } from '../testing/rehearsal.ts'

function steps(lines: string): string {
  return `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${lines.replace(/^/gm, '      ')}\n`
}

/** A folder that stands for a repository of actions. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'actions-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** An action of one file that says which part of it runs. */
function nodeAction(name: string, more = ''): Readonly<Record<string, string>> {
  return {
    [`${name}/action.yml`]: `
name: ${name}
description: for tests
inputs:
  who: { description: x, default: nobody }
  my input: { description: x, default: "\${{ github.actor }}" }
outputs:
  greeting: { description: x }
runs: { using: node24, pre: pre.js, main: main.js, post: post.js${more} }
`,
    [`${name}/pre.js`]: `console.log('${name} pre for', process.env.INPUT_WHO); require('fs').appendFileSync(process.env.GITHUB_STATE, 'begun=yes\\n')`,
    [`${name}/main.js`]: `
const { appendFileSync } = require('fs')
const { INPUT_WHO, INPUT_MY_INPUT, STATE_begun, ACTIONS_RUNTIME_TOKEN, GITHUB_ACTION_REPOSITORY, GITHUB_ACTION_REF } = process.env
console.log('${name} main', INPUT_WHO, INPUT_MY_INPUT, STATE_begun, ACTIONS_RUNTIME_TOKEN ? 'has token' : 'no token', GITHUB_ACTION_REPOSITORY, GITHUB_ACTION_REF)
appendFileSync(process.env.GITHUB_OUTPUT, 'greeting=hello ' + INPUT_WHO + '\\n')
appendFileSync(process.env.GITHUB_STATE, 'kept=' + INPUT_WHO + '\\n')
if (INPUT_WHO === 'bad') process.exit(1)
`,
    [`${name}/post.js`]: `console.log('${name} post', process.env.STATE_kept, process.env.STATE_begun)`,
  }
}

/** Lines of a log that the actions above wrote. */
function told(log: string): readonly string[] {
  return log.split('\n').filter((line) => /^[a-z]+ (pre|main|post) /.test(line))
}

describe('JavaScript actions', () => {
  it('run pre first, post last in reverse order, with inputs, state and outputs', async () => {
    const directory = folderOf({ ...nodeAction('one'), ...nodeAction('two') })
    const { run } = await openRehearsal({ actions: [{ uses: 'acme/tools', directory }] })
    const { log, job } = await run(
      steps(`
- uses: acme/tools/one@v1
  id: first
  with: { who: ada, my input: x }
- uses: acme/tools/two@0123456789
- run: echo "\${{ steps.first.outputs.greeting }}"`),
    )
    expect(told(log('job'))).toEqual([
      'one pre for ada',
      'two pre for nobody',
      'one main ada x yes has token acme/tools v1',
      'two main nobody mona yes has token acme/tools 0123456789',
      'two post nobody yes',
      'one post ada yes',
    ])
    expect(log('job')).toContain('hello ada')
    expect(job('job').steps.map((step) => step.name)).toEqual([
      'Set up job',
      'Pre Run acme/tools/one@v1',
      'Pre Run acme/tools/two@0123456789',
      'Run acme/tools/one@v1',
      'Run acme/tools/two@0123456789',
      'Run echo "hello ada"',
      'Post Run acme/tools/two@0123456789',
      'Post Run acme/tools/one@v1',
      'Complete job',
    ])
    expect(job('job').steps.map((step) => step.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('run post after a failure too, unless post-if says otherwise', async () => {
    const directory = folderOf({ ...nodeAction('one'), ...nodeAction('two', ', post-if: success()') })
    const { run } = await openRehearsal({ actions: [{ uses: 'acme/tools', directory }] })
    const { log, job, state } = await run(
      steps('- uses: acme/tools/two@v1\n- uses: acme/tools/one@v1\n  with: { who: bad }'),
    )
    expect(state.conclusion).toBe('failure')
    expect(told(log('job')).slice(-1)).toEqual(['one post bad yes'])
    expect(job('job').steps.map((step) => step.conclusion)).toEqual([
      'success',
      'success',
      'success',
      'success',
      'failure',
      'success',
      'skipped',
      'success',
    ])
  })

  it('warn about inputs they do not know', async () => {
    const directory = folderOf(nodeAction('one'))
    const { run } = await openRehearsal({ actions: [{ uses: 'acme/tools', directory }] })
    const { job, state } = await run(steps('- uses: acme/tools/one@v1\n  with: { whom: ada }'))
    expect(state.conclusion).toBe('success')
    expect(job('job').annotations.map((each) => each.message)).toEqual([
      "Unexpected input(s) 'whom', valid inputs are ['who', 'my input']",
    ])
  })

  it('are taken from the workspace (./) and from the repository itself ($/)', async () => {
    const { run } = await openRehearsal()
    const action = nodeAction('tool')
    const files = {
      ...Object.fromEntries(Object.entries(action).map(([path, text]) => [`.github/actions/${path}`, text])),
      '.github/actions/wrap/action.yml':
        'name: w\ndescription: w\nruns:\n  using: composite\n  steps: [{ uses: $/.github/actions/tool, with: { who: inner } }]\n',
    }
    const { log, job, state } = await run(
      steps(
        '- uses: $/.github/actions/wrap\n- uses: actions/checkout@v5\n- uses: ./.github/actions/tool\n  with: { who: local }',
      ),
      files,
    )
    expect(state.conclusion).toBe('success')
    expect(told(log('job')).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'tool pre for',
      'tool main inner',
      'tool main local',
      'tool post local',
      'tool post inner',
    ])
    expect(job('job').annotations.map((each) => each.message)).toEqual([
      "`pre` execution is not supported for local action from './.github/actions/tool'",
    ])
  })

  it('that nobody knows, or that want a container, end the job before its first step', async () => {
    const { run } = await openRehearsal()
    for (const uses of ['acme/unknown@v1', 'docker://alpine', 'acme/unknown']) {
      const { job, state } = await run(steps(`- run: echo\n- uses: ${uses}`))
      expect(state.conclusion).toBe('failure')
      expect(job('job').steps.map((step) => step.name)).toEqual(['Set up job', 'Complete job'])
    }
    const { job } = await run(steps('- uses: acme/unknown@v1'))
    expect(job('job').annotations[0]?.message).toMatch(
      /Unable to resolve action "acme\/unknown@v1".*actions\/checkout/,
    )
  })

  it('with a broken action.yml fail with its line', async () => {
    const { run } = await openRehearsal()
    const { job } = await run(steps('- uses: $/tool'), {
      'tool/action.yml': 'name: x\ndescription: x\nruns:\n  usin: node24\n',
    })
    expect(job('job').annotations[0]?.message).toContain(
      "action.yml (Line: 4, Col: 3): Unexpected value 'usin'",
    )
  })
})

describe('composite actions', () => {
  const composite = {
    'outer/action.yml': `
name: outer
description: for tests
inputs: { who: { description: x, default: world } }
outputs:
  said: { description: x, value: "\${{ steps.say.outputs.said }}" }
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      env: { INNER: inner }
      run: |
        echo "said=hello \${{ inputs.who }}" >> "$GITHUB_OUTPUT"
        echo "outer main $INNER $STEP_ENV $(basename "$GITHUB_ACTION_PATH") $(cat "\${{ github.action_path }}/data.txt")"
        echo FROM_COMPOSITE=yes >> "$GITHUB_ENV"
    - uses: acme/tools/one@v1
      with: { who: "\${{ inputs.who }}" }
    - if: \${{ inputs.who == 'nobody' }}
      shell: bash
      run: echo outer main not reached
    - uses: acme/tools/two@v1
`,
    'outer/data.txt': 'data',
    ...nodeAction('one'),
    ...nodeAction('two'),
  }

  it('run their steps in a scope of their own, and end their actions in reverse order', async () => {
    const directory = folderOf(composite)
    const { run } = await openRehearsal({ actions: [{ uses: 'acme/tools', directory }] })
    const { log, job, state } = await run(
      steps(`
- uses: acme/tools/outer@v1
  id: out
  env: { STEP_ENV: step }
  with: { who: eve }
- uses: acme/tools/one@v1
- run: echo "\${{ steps.out.outputs.said }} \${{ steps.say.outputs.said }}|$FROM_COMPOSITE|\${STEP_ENV:-none}|\${GITHUB_ACTION_PATH:-none}"`),
    )
    expect(state.conclusion).toBe('success')
    expect(told(log('job'))).toEqual([
      'one pre for eve',
      'two pre for nobody',
      'one pre for nobody',
      'outer main inner step outer data',
      'one main eve mona yes has token acme/tools v1',
      'two main nobody mona yes has token acme/tools v1',
      'one main nobody mona yes has token acme/tools v1',
      'one post nobody yes',
      'two post nobody yes',
      'one post eve yes',
    ])
    expect(log('job')).toContain('hello eve |yes|none|none')
    expect(
      job('job')
        .steps.map((step) => step.name)
        .slice(1, -1),
    ).toEqual([
      'Pre Run acme/tools/outer@v1',
      'Pre Run acme/tools/one@v1',
      'Run acme/tools/outer@v1',
      'Run acme/tools/one@v1',
      expect.stringContaining('Run echo'),
      'Post Run acme/tools/one@v1',
      'Post Run acme/tools/outer@v1',
    ])
  })

  it('stop at a step that fails, and fail', async () => {
    const { run } = await openRehearsal()
    const { log, state } = await run(steps('- uses: $/act'), {
      'act/action.yml': `
name: a
description: a
runs:
  using: composite
  steps:
    - { shell: bash, continue-on-error: true, run: exit 1 }
    - { shell: bash, run: echo first; exit 1 }
    - { shell: bash, run: echo second }
    - { shell: bash, if: always(), run: echo third }
`,
    })
    expect(state.conclusion).toBe('failure')
    expect(log('job')).toMatch(/^first$/m)
    expect(log('job')).not.toMatch(/^second$/m)
    expect(log('job')).toMatch(/^third$/m)
  })
})
