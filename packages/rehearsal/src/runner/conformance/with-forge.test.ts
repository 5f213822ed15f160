import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startForge } from '../../forge/start-forge.ts'
import { WorkTree } from '../../forge/testing/work-tree.ts'
import type { RunnerPort } from '../../model.ts'
import { startRunner } from '../start-runner.ts'

interface Rehearsed {
  readonly runner: RunnerPort
  readonly tree: WorkTree
  readonly log: readonly string[]
  /** Asks the API as ada. */
  api<Result>(path: string, body?: unknown, method?: string): Promise<Result>
}

/** The real stand-in and the real runner: a private repository "ada/models" in a clone of ada's. */
async function open(): Promise<Rehearsed> {
  const root = mkdtempSync(join(tmpdir(), 'rehearsed-'))
  const log: string[] = []
  const forge = await startForge({ directory: join(root, 'forge'), log: (line) => log.push(line) })
  forge.createUser('ada')
  const repository = await forge.createRepository({ owner: 'ada', name: 'models', private: true })
  forge.setEnvironment(repository, { name: 'prod', reviewers: ['ada'] })
  forge.setSecret(repository, 'KEY', 'super-secret')
  const token = forge.createToken('ada')
  const runner = await startRunner({
    forge,
    directory: join(root, 'runner'),
    pools: [{ name: 'hosted', labels: ['ubuntu-latest'], slots: 2 }],
    actions: [],
    env: { PATH: process.env.PATH ?? '' },
    log: (line) => log.push(line),
  })
  const tree = await WorkTree.init(
    `http://x-access-token:${token}@127.0.0.1:${forge.port}/ada/models.git`,
    'ada',
  )
  onTestFinished(async () => {
    await runner.close()
    expect(forge.violations).toEqual([])
    await forge.close()
    await tree.remove()
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  })
  return {
    runner,
    tree,
    log,
    api: async (path, body, method = body === undefined ? 'GET' : 'POST') => {
      const response = await fetch(`${forge.urls.api}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
  }
}

const TRAIN = `
name: Train
on: pull_request
permissions: { contents: read }
jobs:
  train:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: { persist-credentials: false }
      - uses: actions/cache@v5
        with: { path: cached, key: k-1 }
      - run: mkdir -p out/deep cached && echo "$GITHUB_SHA" > out/deep/sha.txt && cp README.md out && echo x > cached/x
      - run: 'echo "# Trained" >> "$GITHUB_STEP_SUMMARY"; echo "::warning file=README.md,line=1::look here"'
      - uses: actions/upload-artifact@v7
        id: up
        with: { name: result, path: out, if-no-files-found: error }
      - run: test -n "\${{ steps.up.outputs.artifact-id }}" -a -n "\${{ steps.up.outputs.artifact-digest }}"
  again:
    needs: train
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v8
        with: { name: result, path: here }
      - run: test "$(cat here/deep/sha.txt)" = "$GITHUB_SHA" && test -f here/README.md
      - uses: actions/cache/restore@v5
        id: cache
        with: { path: cached, key: k-2, restore-keys: k- }
      - run: test -f cached/x && test "\${{ steps.cache.outputs.cache-matched-key }}" = k-1 && test "\${{ steps.cache.outputs.cache-hit }}" = false
`

const REPORT = `
name: Report
on: { workflow_run: { workflows: [Train], types: [completed] } }
permissions: { actions: read, checks: write }
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v8
        with: { name: result, path: got, github-token: "\${{ github.token }}", run-id: "\${{ github.event.workflow_run.id }}" }
      - env: { TOKEN: "\${{ github.token }}", HEAD: "\${{ github.event.workflow_run.head_sha }}" }
        run: |
          ls got
          curl --silent --fail -H "authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/check-runs" \\
            -d "{\\"name\\":\\"model\\",\\"head_sha\\":\\"$HEAD\\",\\"status\\":\\"completed\\",\\"conclusion\\":\\"success\\"}"
          curl --silent -o /dev/null -w 'contents %{http_code}\\n' -X PUT -H "authorization: Bearer $TOKEN" \\
            "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/contents/x" -d '{"message":"x","content":"eA=="}'
`

interface Runs {
  readonly workflow_runs: readonly {
    readonly id: number
    readonly name: string
    readonly status: string
    readonly conclusion: string | null
    readonly head_sha: string
    readonly run_attempt: number
  }[]
}
interface Jobs {
  readonly jobs: readonly { readonly id: number; readonly name: string; readonly conclusion: string | null }[]
}

const at = '/repos/ada/models'

describe('with the stand-in GitHub', () => {
  it('a pull request is trained, its artifact reported by workflow_run, a check posted with the rights asked for', async () => {
    const { api, runner, tree } = await open()
    await tree.commit('start', {
      'README.md': '# Models\n',
      '.github/workflows/train.yml': TRAIN,
      '.github/workflows/report.yml': REPORT,
    })
    await tree.git('push', '--quiet', 'origin', 'main')
    await tree.git('checkout', '--quiet', '-b', 'better')
    const head = await tree.commit('better', { 'model.txt': '2\n' })
    await tree.git('push', '--quiet', 'origin', 'better')
    await api(`${at}/pulls`, { title: 'Better', head: 'better', base: 'main' })
    await runner.idle()
    const { workflow_runs: runs } = await api<Runs>(`${at}/actions/runs`)
    expect(runs.map(({ name, status, conclusion }) => [name, status, conclusion]).toSorted()).toEqual([
      ['Report', 'completed', 'success'],
      ['Train', 'completed', 'success'],
    ])
    const train = runs.find((run) => run.name === 'Train')
    expect(train?.head_sha).toBe(head)
    const { check_runs: checks } = await api<{
      readonly check_runs: readonly { readonly name: string; readonly conclusion: string }[]
    }>(`${at}/commits/${head}/check-runs`)
    expect(checks.map((check) => check.name).toSorted()).toEqual(['again', 'model', 'train'])
    const report = runs.find((run) => run.name === 'Report')
    const { jobs } = await api<Jobs>(`${at}/actions/runs/${report?.id}/jobs`)
    expect(jobs).toMatchObject([{ name: 'report', conclusion: 'success' }])
  })

  it('a dispatched run waits for its environment, and is re-run and cancelled through the API', async () => {
    const { api, runner, tree } = await open()
    await tree.commit('start', {
      '.github/workflows/deploy.yml': `
name: Deploy
on: { workflow_dispatch: { inputs: { tag: { required: true } } } }
jobs:
  deploy:
    environment: prod
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "deploying \${{ inputs.tag }} with \${{ secrets.KEY }}"' }]
`,
    })
    await tree.git('push', '--quiet', 'origin', 'main')
    await api(`${at}/actions/workflows/deploy.yml/dispatches`, { ref: 'main', inputs: { tag: 'v1' } })
    await runner.idle({ ignoreWaiting: true })
    const run = async () => (await api<Runs>(`${at}/actions/runs`)).workflow_runs[0]
    const first = await run()
    expect(first).toMatchObject({ name: 'Deploy', status: 'waiting' })
    const pending = await api<readonly { readonly environment: { readonly id: number } }[]>(
      `${at}/actions/runs/${first?.id}/pending_deployments`,
    )
    await api(`${at}/actions/runs/${first?.id}/pending_deployments`, {
      environment_ids: pending.map((each) => each.environment.id),
      state: 'approved',
      comment: 'go',
    })
    await runner.idle()
    expect(await run()).toMatchObject({ status: 'completed', conclusion: 'success', run_attempt: 1 })
    await api(`${at}/actions/runs/${first?.id}/rerun`, {})
    await runner.idle({ ignoreWaiting: true })
    expect(await run()).toMatchObject({ status: 'waiting', run_attempt: 2 })
    await api(`${at}/actions/runs/${first?.id}/cancel`, {})
    await runner.idle()
    expect(await run()).toMatchObject({
      id: first?.id,
      status: 'completed',
      conclusion: 'cancelled',
      run_attempt: 2,
    })
  })
})
