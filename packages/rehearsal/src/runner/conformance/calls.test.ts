import { describe, expect, it } from 'vitest'
import { openRehearsal } from '../testing/rehearsal.ts'

const INNER = '.github/workflows/inner.yml'

/** A workflow that can be called. */
const inner = `
on:
  workflow_call:
    inputs:
      word: { type: string, required: true }
      count: { type: number, default: 3 }
      loud: { type: boolean }
    secrets:
      KEY: { required: false }
    outputs:
      answer: { value: "\${{ jobs.second.outputs.answer }}" }
env: { OWN: inner }
jobs:
  first:
    runs-on: ubuntu-latest
    env: { KEY: "\${{ secrets.KEY }}", OTHER: "\${{ secrets.OTHER }}" }
    steps:
      - run: echo "[\${{ inputs.word }}|\${{ inputs.count == 3 }}|\${{ inputs.loud == false }}|$OWN|\${OUTER:-none}|\${#KEY}|\${#OTHER}|$GITHUB_WORKFLOW|\${{ github.event_name }}]"
  second:
    needs: first
    runs-on: ubuntu-latest
    outputs: { answer: "\${{ steps.a.outputs.answer }}" }
    steps:
      - id: a
        run: echo "answer=\${{ inputs.word }}!" >> "$GITHUB_OUTPUT"
`

describe('reusable workflows', () => {
  it('get inputs and the secrets they are given, and hand outputs back', async () => {
    const { run, forge } = await openRehearsal()
    forge.secretValues.TOKEN = 'four'
    forge.secretValues.OTHER = 'never'
    const { log, conclusions } = await run(
      `
name: caller
on: push
env: { OUTER: outer }
jobs:
  call:
    uses: ./.github/workflows/inner.yml
    with: { word: "\${{ github.actor }}" }
    secrets: { KEY: "\${{ secrets.TOKEN }}" }
  after:
    needs: call
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "answer \${{ needs.call.outputs.answer }} \${{ needs.call.result }}"' }]
`,
      { [INNER]: inner },
    )
    expect(conclusions()).toEqual({ 'call / first': 'success', 'call / second': 'success', after: 'success' })
    expect(log('call / first')).toContain('[mona|true|true|inner|none|4|0|caller|push]')
    expect(log('after')).toContain('answer mona! success')
  })

  it('inherit secrets, run in a matrix, and fail their caller', async () => {
    const { run, forge } = await openRehearsal()
    forge.secretValues.KEY = 'three'
    forge.secretValues.OTHER = 'twelve'
    const { log, conclusions, state } = await run(
      `
on: push
jobs:
  call:
    strategy: { fail-fast: false, matrix: { word: [a, b] } }
    uses: ./.github/workflows/inner.yml
    with: { word: "\${{ matrix.word }}", count: 3 }
    secrets: inherit
  bad:
    uses: ./.github/workflows/bad.yml
  after: { needs: bad, runs-on: ubuntu-latest, steps: [{ run: echo }] }
`,
      {
        [INNER]: inner,
        '.github/workflows/bad.yml':
          'on: workflow_call\njobs:\n  one: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }\n  nested: { uses: ./.github/workflows/deep.yml }\n',
        '.github/workflows/deep.yml':
          'on: workflow_call\njobs: { leaf: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }\n',
      },
    )
    expect(log('call (b) / first')).toContain('|5|6|')
    expect(conclusions()).toEqual({
      'call (a) / first': 'success',
      'call (a) / second': 'success',
      'call (b) / first': 'success',
      'call (b) / second': 'success',
      'bad / one': 'failure',
      'bad / nested / leaf': 'success',
      after: 'skipped',
    })
    expect(state.conclusion).toBe('failure')
  })

  it('have no more rights than their caller, and asking for more stops the run', async () => {
    const { run, forge } = await openRehearsal()
    const called = (permissions: string): string =>
      `on: workflow_call\n${permissions}\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }\n`
    const caller = `
on: push
permissions: { contents: write, checks: read }
jobs: { call: { uses: ./.github/workflows/inner.yml } }
`
    await run(caller, { [INNER]: called('') })
    expect(forge.tokens.at(-1)?.permissions).toEqual({ contents: 'write', checks: 'read', metadata: 'read' })
    await run(caller, { [INNER]: called('permissions: { contents: read }') })
    expect(forge.tokens.at(-1)?.permissions).toEqual({ contents: 'read', metadata: 'read' })
    const { state, job } = await run(caller, { [INNER]: called('permissions: { checks: write }') })
    expect(state.conclusion).toBe('failure')
    expect(job('Invalid workflow file').annotations[0]).toMatchObject({
      path: '.github/workflows/test.yml',
      startLine: 4,
    })
    expect(job('Invalid workflow file').annotations[0]?.message).toContain(
      "The workflow is requesting 'checks: write', but is only allowed 'checks: read'.",
    )
  })

  it('that are missing, cannot be called, or are called wrongly make the run invalid', async () => {
    const { run, forge } = await openRehearsal()
    const caller = (call: string): string => `on: push\njobs:\n  call:\n    ${call}\n`
    const missing = await run(caller('uses: ./.github/workflows/none.yml'))
    expect(missing.job('Invalid workflow file').annotations[0]?.startLine).toBe(4)
    await run(caller('uses: ./.github/workflows/inner.yml'), {
      [INNER]: 'on: issues\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }\n',
    })
    expect(forge.runs.at(-1)?.jobs[0]?.annotations[0]?.message).toContain('workflow_call')
    const wrong = await run(caller('uses: ./.github/workflows/inner.yml\n    with: { wrod: x }'), {
      [INNER]: inner,
    })
    expect(
      wrong
        .job('Invalid workflow file')
        .annotations.map((each) => each.message)
        .join('\n'),
    ).toMatch(/wrod/)
  })
})
