import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ended, openRehearsal } from '../testing/rehearsal.ts'

const FILE = '.github/workflows/test.yml'

function steps(lines: string, on = 'push'): string {
  return `on: ${on}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${lines.replace(/^/gm, '      ')}\n`
}

describe('stand-ins', () => {
  it('say that they are none of GitHub', async () => {
    const { run } = await openRehearsal()
    const { log } = await run(steps('- uses: actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6'))
    expect(log('job')).toContain('stand-in for actions/checkout@8e8c483db84b4bee98b60c0593521ed34d9990e8')
  })

  it('refuse an input that they do not know, and name those they do', async () => {
    const { run } = await openRehearsal()
    const { state, job } = await run(
      steps('- uses: actions/checkout@v5\n  with: { submodules: true }\n- run: echo'),
    )
    expect(state.conclusion).toBe('failure')
    expect(job('job').annotations[0]?.message).toMatch(/with 'submodules': it knows repository, ref, token/)
    expect(job('job').steps[2]?.conclusion).toBe('skipped')
  })
})

describe('checkout', () => {
  const SHOW = `
- run: |
    echo "branch $(git symbolic-ref --short --quiet HEAD || echo none) commits $(git rev-list --count HEAD)"
    echo "is event $(test "$(git rev-parse HEAD)" = "$GITHUB_SHA" && echo yes || echo no)"
    echo "tags [$(git tag)] files [$(ls | tr '\\n' ' ')] header [$(git config --get-regexp 'http.*extraheader' | wc -l)]"`

  it('takes the commit of the event, one commit deep, on its branch, with the token kept until the end', async () => {
    const { run, forge, repository } = await openRehearsal()
    forge.commit(repository, { 'a.txt': '1' })
    forge.tag(repository, 'v1')
    const { log } = await run(steps(`- uses: actions/checkout@v5${SHOW}`))
    expect(log('job')).toContain('branch main commits 1')
    expect(log('job')).toContain('is event yes')
    expect(log('job')).toContain('tags [] files [a.txt ] header [1]')
    expect(log('job')).not.toContain(Buffer.from('x-access-token:ghs_token0').toString('base64'))
  })

  it('takes the merge commit of a pull request', async () => {
    const { runner, forge, repository } = await openRehearsal()
    const sha = forge.commit(repository, {
      [FILE]: steps(`- uses: actions/checkout@v5${SHOW}`, 'pull_request'),
    })
    forge.emit({ name: 'pull_request', action: 'opened', repository, sha, ref: 'refs/pull/7/merge' })
    await runner.idle()
    expect(ended(forge.runs[0]).log('job')).toContain('branch none commits 1')
    expect(ended(forge.runs[0]).log('job')).toContain('is event yes')
  })

  it.each([
    ['ref: v1', 'branch none commits 1', 'tags [v1] files [a.txt ]'],
    ['ref: refs/tags/v1, fetch-depth: 0', 'branch none commits 1', 'tags [v1] files [a.txt ]'],
    ['ref: side', 'branch side commits 1', 'tags [] files [a.txt b.txt ]'],
    ['fetch-depth: 0', 'branch main commits 3', 'tags [v1] files [a.txt b.txt c.txt ]'],
    ['fetch-depth: 2, fetch-tags: true', 'branch main commits 2', 'tags [v1] files [a.txt b.txt c.txt ]'],
    ['filter: "blob:none", fetch-depth: 0', 'branch main commits 3', 'files [a.txt b.txt c.txt ]'],
  ])('with %s', async (inputs, ...expected) => {
    const { run, forge, repository } = await openRehearsal()
    forge.commit(repository, { 'a.txt': '1' })
    forge.tag(repository, 'v1')
    forge.commit(repository, { 'b.txt': '1' })
    forge.commit(repository, {}, { branch: 'side' })
    forge.commit(repository, {}, { branch: 'main' })
    const { log, state } = await run(
      steps(`- uses: actions/checkout@v5\n  with: { ${inputs} }${SHOW}`).replace(
        'push',
        '{ push: { branches: [main] } }',
      ),
      {
        'c.txt': '1',
      },
    )
    // Every commit() makes one; the last count is that of main.
    expect(state.conclusion).toBe('success')
    for (const text of expected) {
      expect(log('job')).toContain(text.replace(/commits 3/, `commits ${inputs.includes('side') ? 1 : 4}`))
    }
  })

  it('with path and repository puts another repository beside the first; persist-credentials: false forgets the token', async () => {
    const { run, forge } = await openRehearsal()
    const other = forge.addRepository('other')
    forge.commit(other, { 'theirs.txt': '1' })
    const { log, state } = await run(
      steps(`
- uses: actions/checkout@v5
  id: own
- uses: actions/checkout@v5
  with: { repository: octo/other, path: vendor/other, persist-credentials: false }
- run: |
    ls vendor/other; git -C vendor/other config --get-regexp extraheader || echo forgotten
    echo "commit \${{ steps.own.outputs.commit == github.sha }} \${{ steps.own.outputs.ref }}"`),
    )
    expect(state.conclusion).toBe('success')
    expect(log('job')).toContain('theirs.txt\nforgotten')
    expect(log('job')).toContain('commit true refs/heads/main')
  })

  it('cleans a workspace that is still there, and throws away one of another repository', async () => {
    const { run } = await openRehearsal({
      pools: [{ name: 'box', labels: ['ubuntu-latest'], slots: 1, persistent: true }],
    })
    const workflow = steps(
      '- run: mkdir -p deep; touch deep/left\n- uses: actions/checkout@v5\n- run: ls -a; touch left; git config --get-regexp extraheader | wc -l',
    )
    expect((await run(workflow, { 'a.txt': '1' })).log('job')).not.toContain('deep\n')
    const second = (await run(workflow, { 'a.txt': '2' })).log('job')
    expect(second).not.toMatch(/^left$/m)
    expect(second).toMatch(/^1$/m)
  })

  it('refuses to leave the workspace, a ref that is not there, and a token that is empty', async () => {
    const { run } = await openRehearsal()
    const outside = await run(steps('- uses: actions/checkout@v5\n  with: { path: ../.. }'))
    expect(outside.job('job').annotations[0]?.message).toContain('is not under')
    const missing = await run(steps('- uses: actions/checkout@v5\n  with: { ref: nowhere, fetch-depth: 0 }'))
    expect(missing.job('job').annotations[0]?.message).toContain("name 'nowhere' could not be found")
    const empty = await run(steps('- uses: actions/checkout@v5\n  with: { token: "" }'))
    expect(empty.job('job').annotations[0]?.message).toContain('Input required and not supplied: token')
  })

  it("refuses a fork's code where the job has the rights of the base, unless told to take it", async () => {
    const { forge, runner, repository } = await openRehearsal()
    const sha = forge.commit(repository, { 'a.txt': '1' })
    const checkout = async (inputs: string): Promise<string> => {
      forge.commit(repository, {
        [FILE]: steps(`- uses: actions/checkout@v5\n  with: { ${inputs} }`, 'workflow_run'),
      })
      const head = { id: 99, full_name: 'stranger/repo' }
      const workflowRun = { name: 'x', event: 'pull_request', head_sha: sha, head_repository: head }
      forge.emit({
        name: 'workflow_run',
        action: 'completed',
        repository,
        payload: { workflow_run: workflowRun },
      })
      await runner.idle()
      return ended(forge.runs.at(-1)).job('job').annotations[0]?.message ?? ''
    }
    expect(await checkout('fetch-depth: 1')).toBe('')
    expect(await checkout(`ref: ${sha}`)).toContain(
      "Refusing to check out fork pull request code from a 'workflow_run'",
    )
    expect(await checkout('ref: refs/pull/1/head')).toContain('Refusing')
    expect(await checkout('repository: stranger/repo')).toContain('Refusing')
    expect(await checkout(`ref: ${sha}, allow-unsafe-pr-checkout: true`)).toBe('')
  })
})

describe('setup-python and setup-node', () => {
  it('put the configured virtual environment on PATH', async () => {
    const root = mkdtempSync(join(tmpdir(), 'venv-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    execFileSync('python3', ['-m', 'venv', '--without-pip', root])
    const { run } = await openRehearsal({ python: root })
    const { log, job, state } = await run(
      steps(`
- uses: actions/setup-python@v6
  id: py
  with: { python-version: '3.x', cache: pip }
- shell: python
  run: |
    import sys
    print('prefix', sys.prefix)
- run: echo "version \${{ steps.py.outputs.python-version }} [$pythonLocation]"
- uses: actions/setup-python@v6
  with: { python-version: '3.2' }`),
    )
    expect(state.conclusion).toBe('success')
    expect(log('job')).toContain(`prefix ${root}`)
    expect(log('job')).toMatch(new RegExp(`version 3\\.\\d+\\.\\d+ \\[${root}\\]`))
    expect(job('job').annotations.map((each) => each.message)).toEqual([
      expect.stringMatching(/has Python 3\.\d+\.\d+; actions\/setup-python would install 3\.2/),
    ])
  })

  it('put the Node of the rehearsal on PATH', async () => {
    const { run } = await openRehearsal({ env: { PATH: '/usr/bin:/bin' } })
    const { log, state } = await run(
      steps(
        '- uses: actions/setup-node@v5\n  with: { node-version: ">=20" }\n- run: echo "$(node -p process.execPath)"',
      ),
    )
    expect(state.conclusion).toBe('success')
    expect(log('job')).toContain(process.execPath)
  })
})
