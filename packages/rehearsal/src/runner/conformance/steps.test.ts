import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openRehearsal } from '../testing/rehearsal.ts'
import { hasEnded, until } from '../testing/until.ts'

/** A workflow of one job with these steps. */
function steps(lines: string): string {
  return `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${lines.replace(/^/gm, '      ')}\n`
}

describe('steps', () => {
  it('run by if: with success(), failure() and always()', async () => {
    const { run } = await openRehearsal()
    const { state, job } = await run(
      steps(`
- run: exit 1
- run: echo not reached
- if: failure()
  run: echo failed
- if: always()
  run: echo always
- if: success()
  run: echo not reached`),
    )
    expect(state.conclusion).toBe('failure')
    expect(job('job').steps.map((step) => step.conclusion)).toEqual([
      'success',
      'failure',
      'skipped',
      'success',
      'success',
      'skipped',
      'success',
    ])
    expect(job('job').annotations).toMatchObject([
      { level: 'failure', message: 'Process completed with exit code 1.' },
    ])
  })

  it('with continue-on-error have outcome failure and conclusion success', async () => {
    const { run } = await openRehearsal()
    const { state, log } = await run(
      steps(`
- id: bad
  continue-on-error: true
  run: exit 1
- run: echo "\${{ steps.bad.outcome }}/\${{ steps.bad.conclusion }}"`),
    )
    expect(state.conclusion).toBe('success')
    expect(log('job')).toContain('failure/success')
  })

  it('pass on environment, PATH and outputs through files, heredocs too', async () => {
    const { run } = await openRehearsal()
    const { state, log } = await run(
      steps(`
- id: write
  shell: bash
  run: |
    { echo 'text<<END'; echo 'one = 1'; echo 'two'; echo END; echo 'plain=a=b<<c'; } >> "$GITHUB_OUTPUT"
    echo 'GREETING=grüße 🛩' >> "$GITHUB_ENV"
    mkdir -p bin && printf '#!/bin/sh\\necho tool runs' > bin/my-tool && chmod +x bin/my-tool
    echo "$PWD/bin" >> "$GITHUB_PATH"
- env: { TEXT: "\${{ steps.write.outputs.text }}", PLAIN: "\${{ steps.write.outputs.plain }}" }
  run: |
    echo "[$TEXT][$PLAIN][$GREETING][\${{ env.GREETING }}]"
    my-tool`),
    )
    expect(state.conclusion).toBe('success')
    expect(log('job')).toContain('[one = 1\ntwo][a=b<<c][grüße 🛩][grüße 🛩]')
    expect(log('job')).toContain('tool runs')
  })

  it('fail on a file command that cannot be read, and keep the others', async () => {
    const { run } = await openRehearsal()
    const { job } = await run(
      steps(`
- run: |
    echo 'no pair' >> "$GITHUB_OUTPUT"
    echo 'KEPT=yes' >> "$GITHUB_ENV"
- if: failure()
  run: test "$KEPT" = yes`),
    )
    expect(job('job').annotations.map((each) => each.message)).toEqual([
      "Unable to process file command 'output' successfully.",
      "Invalid format 'no pair'",
    ])
    expect(job('job').steps[2]?.conclusion).toBe('success')
  })

  it('see a clean environment without the runtime token', async () => {
    process.env.REHEARSAL_TEST_LEAK = 'leak'
    const { run } = await openRehearsal({ env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' } })
    const { log } = await run(steps('- run: env | sort'))
    delete process.env.REHEARSAL_TEST_LEAK
    const names = [...log('job').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1])
    expect(names).toContain('GITHUB_SHA')
    expect(names).toContain('LANG')
    expect(names).not.toContain('REHEARSAL_TEST_LEAK')
    expect(names.filter((name) => name?.startsWith('ACTIONS_'))).toEqual([])
    expect(log('job')).not.toContain('ghs_token')
  })

  it('cannot overwrite GITHUB_ and RUNNER_ variables, nor set NODE_OPTIONS', async () => {
    const { run } = await openRehearsal()
    const { log, job } = await run(
      steps(`
- run: |
    echo GITHUB_SHA=forged >> "$GITHUB_ENV"
    echo NODE_OPTIONS=--inspect >> "$GITHUB_ENV"
- run: echo "[$GITHUB_SHA][$NODE_OPTIONS][$RUNNER_NAME]"
  env: { RUNNER_NAME: forged }`),
    )
    expect(log('job')).toMatch(/^\[[0-9a-f]{40}\]\[\]\[hosted-1\]$/m)
    expect(job('job').annotations[0]?.message).toContain("Can't store NODE_OPTIONS")
  })

  it('run in bash -e, with pipefail only where bash is named, in sh and in python', async () => {
    const { run } = await openRehearsal()
    const { job } = await run(
      steps(`
- run: 'false | true'
- shell: bash
  continue-on-error: true
  id: named
  run: 'false | true'
- run: test "\${{ steps.named.outcome }}" = failure
- shell: sh
  run: test -z "$BASH_VERSION"
- shell: python3 {0}
  run: |
    import os
    assert os.environ['CI'] == 'true'
- shell: cmdlet
  run: echo`),
    )
    expect(
      job('job')
        .steps.map((step) => step.conclusion)
        .slice(1, 7),
    ).toEqual(['success', 'success', 'success', 'success', 'success', 'failure'])
    expect(job('job').annotations.at(-1)?.message).toContain('Cannot use the shell "cmdlet"')
  })

  it('run in working-directory, with defaults of job over workflow', async () => {
    const { run } = await openRehearsal()
    const { log } = await run(`
on: push
defaults: { run: { shell: sh, working-directory: one } }
jobs:
  job:
    runs-on: ubuntu-latest
    defaults: { run: { working-directory: two } }
    steps:
      - { working-directory: ., run: mkdir -p one two three }
      - run: echo "$(basename "$PWD") \${BASH_VERSION:-none}"
      - { working-directory: three, run: echo "$(basename "$PWD")" }
      - { working-directory: nowhere, run: echo }
`)
    expect(log('job')).toContain('two none')
    expect(log('job')).toMatch(/^three$/m)
    expect(log('job')).toContain('##[error]An error occurred trying to start process')
  })

  it('may leave a process running for the steps after them; it ends with the job', async () => {
    const { run } = await openRehearsal()
    const { log, state } = await run(
      steps(`
- run: |
    while :; do sleep 0.05; done &
    echo $! > pid.txt
- run: kill -0 "$(cat pid.txt)" && echo "pid $(cat pid.txt)"`),
    )
    expect(state.conclusion).toBe('success')
    const pid = Number(/^pid (\d+)$/m.exec(log('job'))?.[1])
    expect(pid).toBeGreaterThan(1)
    await until(() => hasEnded(pid))
  })

  it('end at their own time limit as failed', async () => {
    const { run } = await openRehearsal({ timing: { minuteMs: 200, interruptMs: 50, terminateMs: 50 } })
    const { job, state } = await run(
      steps('- name: nap\n  timeout-minutes: 1\n  run: sleep 60\n- if: failure()\n  run: echo after'),
    )
    expect(state.conclusion).toBe('failure')
    expect(job('job').annotations[0]?.message).toBe("The action 'nap' has timed out after 1 minutes.")
    expect(job('job').steps[2]?.conclusion).toBe('success')
  })

  it('with an invalid expression fail with file, line and column', async () => {
    const { run } = await openRehearsal()
    const { job } = await run(steps(`- run: echo\n- run: echo \${{ fromJSON('{') }}`))
    expect(job('job').annotations[0]).toMatchObject({ path: '.github/workflows/test.yml', startLine: 7 })
    expect(job('job').annotations[0]?.message).toContain('(Line: 7, Col: 14)')
  })

  it('have titles from name, or from the first line of the script', async () => {
    const { run } = await openRehearsal()
    const { job } = await run(
      steps(`
- id: a
  run: |
    echo v=7 >> "$GITHUB_OUTPUT"
    echo second line
- name: version \${{ steps.a.outputs.v }}
  run: echo`),
    )
    expect(job('job').steps.map((step) => step.name)).toEqual([
      'Set up job',
      'Run echo v=7 >> "$GITHUB_OUTPUT"',
      'version 7',
      'Complete job',
    ])
  })
})

describe('log', () => {
  it('hides secrets, added masks and their encodings', async () => {
    const { run, forge } = await openRehearsal()
    forge.secretValues.PASSWORD = 'sesame-open'
    const { log, job } = await run(
      steps(`
- env: { PASSWORD: "\${{ secrets.PASSWORD }}" }
  run: |
    echo "plain $PASSWORD"
    echo "base64 $(printf %s "$PASSWORD" | base64)"
    echo "::add-mask::seen once"
    echo "then seen once more"
    echo "::error::about $PASSWORD"
    echo "summary $PASSWORD" >> "$GITHUB_STEP_SUMMARY"
    echo "token \${{ github.token }}"`),
    )
    expect(log('job')).not.toContain('sesame-open')
    expect(log('job')).not.toContain(Buffer.from('sesame-open').toString('base64'))
    expect(log('job')).toContain('plain ***')
    expect(log('job')).toContain('then *** more')
    expect(log('job')).toContain('token ***')
    expect(job('job').annotations[0]?.message).toBe('about ***')
    expect(job('job').summary).toBe('summary ***\n')
  })

  it('turns commands into annotations and groups, and stops doing so between stop-commands', async () => {
    const { run } = await openRehearsal()
    const { log, job } = await run(
      steps(`
- run: |
    echo '::group::Details'
    echo '::notice file=src/a.py,line=4,endLine=6,col=2,title=Note::first%0Asecond'
    echo '::endgroup::'
    echo '::debug::not shown'
    echo '::stop-commands::qwerty'
    echo '::error::only text'
    echo '::qwerty::'
    echo "::warning file=$PWD/src/b.py::absolute path"
    echo 'no ::error:: in the middle'`),
    )
    expect(job('job').annotations).toEqual([
      {
        level: 'notice',
        message: 'first\nsecond',
        title: 'Note',
        path: 'src/a.py',
        startLine: 4,
        endLine: 6,
        startColumn: 2,
        endColumn: 2,
      },
      { level: 'warning', message: 'absolute path', path: 'src/b.py' },
    ])
    expect(log('job')).toContain('##[group]Details\n')
    expect(log('job')).toContain('::error::only text')
    expect(log('job')).not.toContain('##[debug]')
  })

  it('keeps ten annotations of a kind for each step', async () => {
    const { run } = await openRehearsal()
    const { job, log } = await run(steps('- run: for i in $(seq 12); do echo "::warning::w$i"; done'))
    expect(job('job').annotations).toHaveLength(10)
    expect(log('job')).toContain('##[warning]w12')
  })

  it('obeys set-output with a warning, and refuses set-env', async () => {
    const { run } = await openRehearsal()
    const { job, log } = await run(
      steps(`
- id: old
  run: echo '::set-output name=a::1'
- run: echo "a is \${{ steps.old.outputs.a }}"
- run: echo '::set-env name=B::2'`),
    )
    expect(log('job')).toContain('a is 1')
    expect(job('job').annotations.map((each) => each.level)).toEqual(['warning', 'failure'])
    expect(job('job').steps[3]?.conclusion).toBe('failure')
  })

  it('drops a summary over 1 MiB with an error, and leaves the step green', async () => {
    const { run } = await openRehearsal()
    const { job, state } = await run(
      steps(`
- run: head -c 1048577 /dev/zero | tr '\\0' x >> "$GITHUB_STEP_SUMMARY"
- run: echo '### kept' >> "$GITHUB_STEP_SUMMARY"`),
    )
    expect(state.conclusion).toBe('success')
    expect(job('job').summary).toBe('### kept\n')
    expect(job('job').annotations[0]?.message).toContain('supports content up to a size of 1024k, got 1024k')
  })

  it('has a time stamp before each line', async () => {
    const { run } = await openRehearsal()
    const { job } = await run(steps('- run: printf "a\\nb"'))
    const lines = readFileSync(job('job').logFile, 'utf8').trimEnd().split('\n')
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z( |$)/)
    expect(lines.map((line) => line.slice(29))).toEqual(expect.arrayContaining(['a', 'b']))
  })
})

describe('expressions', () => {
  it.each([
    ['github.repository', 'octo/repo'],
    ['github.run_number', '1'],
    ['github.event.repository.id', '1'],
    ['github.nothing.here', ''],
    ['github.workflow', 'Contexts'],
    ['vars.REGION', 'eu'],
    ['vars.NONE', ''],
    ['runner.environment', 'github-hosted'],
    ['job.status', 'success'],
    ["format('{0}-{1}', 'a', 2)", 'a-2'],
    ['contains(fromJSON(\'["x","y"]\'), \'Y\')', 'true'],
    ['join(fromJSON(\'["x","y"]\'), \'+\')', 'x+y'],
    ["startsWith('Hello', 'he') && endsWith('Hello', 'LO')", 'true'],
    ["'ABC' == 'abc'", 'true'],
    ['toJSON(fromJSON(\'{"a":1.50}\'))', '{\n  "a": 1.5\n}'],
    ["hashFiles('*.txt')", hashOf('one', 'two')],
    ["hashFiles('*.none')", ''],
  ])('%s is %s', async (expression, expected) => {
    const { run, forge } = await openRehearsal()
    forge.variableValues.REGION = 'eu'
    const { log } = await run(
      `name: Contexts\n${steps(`
- run: printf one > a.txt; printf two > b.txt
- if: always() && (${expression}) != 'never'
  env: { VALUE: "\${{ ${expression.replaceAll('"', '\\"')} }}" }
  run: printf '<%s>' "$VALUE"`)}`,
    )
    expect(log('job')).toContain(`<${expected}>`)
  })

  it('name the run by run-name', async () => {
    const { run } = await openRehearsal()
    const { state } = await run(`run-name: Run of \${{ github.actor }}\n${steps('- run: echo')}`)
    expect(state.displayTitle).toBe('Run of mona')
  })
})

/** hashFiles() of files with these contents. */
function hashOf(...contents: readonly string[]): string {
  const digests = contents.map((content) => createHash('sha256').update(content).digest())
  return createHash('sha256').update(Buffer.concat(digests)).digest('hex')
}
