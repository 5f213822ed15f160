import { describe, expect, it } from 'vitest'
import { ended, openRehearsal } from '../testing/rehearsal.ts'

const FILE = '.github/workflows/test.yml'
const JOBS = 'jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }\n'

describe('events', () => {
  it('start the workflows whose on: they match, from the files of their own commit', async () => {
    const { forge, runner, repository } = await openRehearsal()
    const before = forge.commit(repository, {
      '.github/workflows/branch.yml': `on: { push: { branches: [main] } }\n${JOBS}`,
      '.github/workflows/other.yml': `on: { push: { branches: [release/**] } }\n${JOBS}`,
      '.github/workflows/tags.yml': `on: { push: { tags: ['*@v*'] } }\n${JOBS}`,
      '.github/workflows/paths.yaml': `on: { push: { paths: ['src/**', '!src/**.md'] } }\n${JOBS}`,
      '.github/workflows/folder/ignored.yml': `on: push\n${JOBS}`,
      '.github/workflows/notes.txt': 'on: push',
    })
    const paths = async (): Promise<readonly string[]> => {
      await runner.idle()
      return forge.runs.splice(0).map((run) => run.path.replace('.github/workflows/', ''))
    }
    forge.push(repository, { 'src/readme.md': 'x' }, { before })
    expect(await paths()).toEqual(['branch.yml'])
    const next = forge.head(repository)
    forge.push(repository, { 'src/a.py': 'x' }, { before: next })
    expect(await paths()).toEqual(['branch.yml', 'paths.yaml'])
    forge.emit({ name: 'push', repository, ref: 'refs/tags/model@v1.0.0' })
    expect(await paths()).toEqual(['paths.yaml', 'tags.yml'])
    forge.emit({ name: 'push', repository, ref: 'refs/heads/release/1/x' })
    expect(await paths()).toEqual(['other.yml', 'paths.yaml'])
    forge.emit({ name: 'push', repository, payload: { deleted: true } })
    expect(await paths()).toEqual([])
  })

  it('of a commit that asks to be skipped, and of a fork itself, start nothing', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.commit(repository, { [FILE]: `on: push\n${JOBS}` })
    forge.emit({ name: 'push', repository, payload: { head_commit: { message: 'docs [skip ci]' } } })
    forge.emit({ name: 'push', repository, payload: { repository: { fork: true } } })
    await runner.idle()
    expect(forge.runs).toEqual([])
  })

  it('pull_request runs for its default types and for the files that it changes', async () => {
    const { forge, runner, repository } = await openRehearsal()
    const base = forge.commit(repository, {
      [FILE]: `on: { pull_request: { branches: [main], paths-ignore: ['docs/**'] } }\n${JOBS}`,
    })
    const open = async (files: Readonly<Record<string, string>>, action = 'opened'): Promise<number> => {
      const sha = forge.commit(repository, files, { branch: `topic-${forge.nextId()}` })
      const payload = {
        pull_request: { title: 'A pull', base: { ref: 'main', sha: base }, head: { ref: 'topic' } },
      }
      forge.emit({
        name: 'pull_request',
        action,
        repository,
        sha,
        ref: 'refs/pull/1/merge',
        pullRequests: [1],
        payload,
      })
      await runner.idle()
      return forge.runs.splice(0).length
    }
    expect(await open({ 'docs/a.md': '1' })).toBe(0)
    expect(await open({ 'docs/a.md': '2', 'b.py': '1' })).toBe(1)
    expect(await open({ 'b.py': '2' }, 'labeled')).toBe(0)
  })

  it('workflow_run is matched by workflow name, type and branch', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.commit(repository, {
      [FILE]: `on: { workflow_run: { workflows: [Train], types: [completed], branches: ['feature/**'] } }\n${JOBS}`,
    })
    const tell = async (name: string, action: string, headBranch: string): Promise<number> => {
      forge.emit({
        name: 'workflow_run',
        action,
        repository,
        payload: { workflow_run: { name, head_branch: headBranch } },
      })
      await runner.idle()
      return forge.runs.splice(0).length
    }
    expect(await tell('Train', 'completed', 'feature/a/b')).toBe(1)
    expect(await tell('Train', 'requested', 'feature/a')).toBe(0)
    expect(await tell('Train', 'completed', 'main')).toBe(0)
    expect(await tell('Other', 'completed', 'feature/a')).toBe(0)
  })
})

describe('workflow_dispatch', () => {
  const workflow = `
on:
  workflow_dispatch:
    inputs:
      model: { type: choice, options: [delay, other], required: true }
      dry: { type: boolean, default: true }
      runs: { type: number, default: 3 }
      note: { type: string }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo '\${{ inputs.model }} \${{ inputs.dry && 'dry' || 'wet' }} \${{ toJSON(inputs.dry) }} \${{ toJSON(github.event.inputs.dry) }} \${{ inputs.runs }} [\${{ inputs.note }}]'
`

  it('fills in defaults, and keeps booleans as booleans in inputs only', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.commit(repository, { [FILE]: workflow, '.github/workflows/second.yml': workflow })
    const dispatch = async (inputs: Readonly<Record<string, unknown>>) => {
      forge.emit({ name: 'workflow_dispatch', repository, workflowPath: FILE, payload: { inputs } })
      await runner.idle()
      return ended(forge.runs.at(-1))
    }
    const given = await dispatch({ model: 'delay', dry: 'false', note: 'hi' })
    expect(given.log('a')).toContain('delay wet false "false" 3 [hi]')
    expect(forge.runs.map((run) => run.path)).toEqual([FILE])
    const defaults = await dispatch({ model: 'other' })
    expect(defaults.log('a')).toContain('other dry true "true" 3 []')
  })

  it.each([
    [{}, "Required input 'model' not provided"],
    [{ model: 'none' }, "Provided value 'none' for input 'model' not in the list of allowed values"],
    [{ model: 'delay', dry: 'maybe' }, "Provided value 'maybe' for input 'dry' is not a boolean"],
    [{ model: 'delay', runs: 'many' }, "Provided value 'many' for input 'runs' is not a number"],
    [{ model: 'delay', more: 'x' }, 'Unexpected inputs provided: ["more"]'],
  ])('%j is refused', async (inputs, message) => {
    const { forge, runner, repository } = await openRehearsal()
    forge.commit(repository, { [FILE]: workflow })
    forge.emit({ name: 'workflow_dispatch', repository, workflowPath: FILE, payload: { inputs } })
    await runner.idle()
    const { state, job } = ended(forge.runs[0])
    expect(state.conclusion).toBe('failure')
    expect(job('Invalid workflow file').annotations[0]?.message).toContain(message)
  })
})

describe('invalid workflow files', () => {
  it('make a failed run with every problem at its line and column', async () => {
    const { run } = await openRehearsal()
    const { state, job } = await run(`name: Broken
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    needs: nobody
    steps:
      - run: echo \${{ nonsense.here }}
      - rnu: echo
  b: { runs-on: ubuntu-latest, steps: [{ run: echo }] }
`)
    expect(state).toMatchObject({ status: 'completed', conclusion: 'failure', name: FILE })
    const { annotations } = job('Invalid workflow file')
    expect(annotations[0]).toMatchObject({
      level: 'failure',
      path: FILE,
      startLine: 6,
      startColumn: 12,
      title: `Invalid workflow file: ${FILE}#L6`,
    })
    const messages = annotations.map((each) => each.message).join('\n')
    expect(messages).toContain(`${FILE} (Line: 6, Col: 12): Job 'a' depends on unknown job 'nobody'.`)
    expect(messages).toContain(`${FILE} (Line: 8, Col: 19): Unrecognized named-value: 'nonsense'`)
    expect(messages).toContain(`${FILE} (Line: 9, Col: 9): Unexpected value 'rnu'`)
  })

  it('that are no YAML fail on a push; then the corrected file runs', async () => {
    const { run } = await openRehearsal()
    const broken = await run('on: push\njobs: [\n')
    expect(broken.state.conclusion).toBe('failure')
    expect(broken.job('Invalid workflow file').annotations[0]?.startLine).toBe(3)
    expect((await run(`on: push\n${JOBS}`)).state.conclusion).toBe('success')
  })

  it('with a filter beside its opposite are refused', async () => {
    const { run } = await openRehearsal()
    const { job } = await run(`on:\n  push:\n    paths: [a]\n    paths-ignore: [b]\n${JOBS}`)
    expect(job('Invalid workflow file').annotations[0]).toMatchObject({ startLine: 4, startColumn: 19 })
  })
})

describe('rights', () => {
  const tokens = async (top: string, job: string) => {
    const { run, forge } = await openRehearsal()
    await run(`on: push\n${top}\njobs: { a: { ${job} runs-on: ubuntu-latest, steps: [{ run: echo }] } }`)
    return forge.tokens.map((token) => token.permissions)
  }

  it('of a token are those of the job, else of the workflow, else to read contents and packages', async () => {
    expect(await tokens('', '')).toEqual([{ contents: 'read', packages: 'read', metadata: 'read' }])
    expect(await tokens('permissions: {}', '')).toEqual([{ metadata: 'read' }])
    expect(await tokens('permissions: { checks: write, contents: none }', '')).toEqual([
      { checks: 'write', metadata: 'read' },
    ])
    expect(await tokens('permissions: write-all', 'permissions: { issues: read },')).toEqual([
      { issues: 'read', metadata: 'read' },
    ])
    const [all] = await tokens('permissions: read-all', '')
    expect(all).toMatchObject({ contents: 'read', actions: 'read', 'pull-requests': 'read' })
    expect(all).not.toHaveProperty('id-token')
  })

  const pull = `
on: [pull_request, pull_request_target]
permissions: { contents: write, id-token: write, checks: read }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env: { KEY: "\${{ secrets.KEY }}" }
        run: echo "[\${KEY:-none}][\${{ vars.REGION || 'none' }}][\${{ secrets.GITHUB_TOKEN != '' }}][\${ACTIONS_ID_TOKEN_REQUEST_URL:-none}]"
`

  it('of a pull request from a fork are to read, without secrets and variables', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.secretValues.KEY = 'topsecret'
    forge.variableValues.REGION = 'eu'
    forge.commit(repository, { [FILE]: pull })
    const headRepository = { ...repository, id: 99, owner: 'stranger' }
    for (const name of ['pull_request', 'pull_request_target']) {
      forge.emit({ name, action: 'opened', repository, headRepository, ref: 'refs/pull/1/merge' })
    }
    await runner.idle()
    const [fork, target] = forge.runs.map(ended)
    expect(fork?.log('a')).toContain('[none][none][true][none]')
    expect(target?.log('a')).toContain('[***][eu][true][http://127.0.0.1:9/id]')
    expect(forge.tokens.map((token) => token.permissions)).toEqual([
      { contents: 'read', checks: 'read', metadata: 'read' },
      { contents: 'write', 'id-token': 'write', checks: 'read', metadata: 'read' },
    ])
    expect([...forge.cacheWritable.values()]).toEqual([true, false])
  })

  it('of a pull request within the repository are as written', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.secretValues.KEY = 'topsecret'
    forge.commit(repository, { [FILE]: pull })
    forge.emit({ name: 'pull_request', action: 'opened', repository, ref: 'refs/pull/1/merge' })
    await runner.idle()
    expect(ended(forge.runs[0]).log('a')).toContain('[***][none][true][http://127.0.0.1:9/id]')
    expect(forge.tokens[0]?.permissions).toMatchObject({ contents: 'write', 'id-token': 'write' })
  })
})
