import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../forge/testing/test-forge.ts'
import { addTestRun, jobClient, lastEvent } from '../forge/testing/test-run.ts'
import { zipOf } from './testing/zip-of.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge
let folder: string
let base: string

beforeAll(async () => {
  test = await startTestForge()
  folder = await mkdtemp(join(tmpdir(), 'pages-'))
  base = `${test.forge.links.local}/ada/models`
  await test.tree.git('switch', '--quiet', '--create', 'topic')
  await test.tree.commit('change', {
    'data.txt': 'ONE\ntwo\nthree\n',
    'docs/a b.md': '# Doc\n\n[up](../data.txt)',
  })
  await test.tree.git('push', '--quiet', 'origin', 'topic')
  await test.ada.rest.pulls.create({
    ...REPOSITORY,
    title: 'Change <b>it</b>',
    head: 'topic',
    base: 'main',
    body: 'for @eve',
  })
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
  await rm(folder, { recursive: true, force: true })
})

async function page(path: string): Promise<string> {
  const reply = await fetch(`${base}${path}`)
  const text = await reply.text()
  expect([path, reply.status]).toEqual([path, 200])
  return text
}

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

describe('the pull request page', () => {
  it('shows state, branches, description, comments as GitHub would, checks and changes', async () => {
    const bot = jobClient(test, { 'pull-requests': 'write', checks: 'write' })
    await bot.rest.issues.createComment({
      ...REPOSITORY,
      issue_number: 1,
      body: '<!-- marker -->\n**better** <img src=x onerror=alert(1)>\n\n<details><summary>More</summary>\n\nyes\n\n</details>',
    })
    const head = await test.tree.git('rev-parse', 'topic')
    await bot.rest.checks.create({
      ...REPOSITORY,
      name: 'slipway / delay',
      head_sha: head,
      conclusion: 'success',
      output: { title: 'better: +0.013', summary: '*so*' },
    })
    const html = await page('/pull/1')
    expect(html).not.toMatch(/onerror|marker|<b>it<\/b>/)
    expect(html).toContain('<details><summary>More</summary>')
    expect(html).toContain('<a class="user-mention" href="/eve"')
    expect(textOf(html)).toContain(
      'Change &lt;b&gt;it&lt;/b&gt; #1 Open ada wants to merge 1 commit into main from topic',
    )
    expect(textOf(html)).toMatch(/slipway \/ delay better: \+0\.013 Details/)
    expect(textOf(html)).toContain('No conflicts with the base branch')
    const check = (await bot.rest.checks.listForRef({ ...REPOSITORY, ref: head })).data.check_runs[0]
    expect(await page(`/runs/${check?.id}`)).toContain('<em>so</em>')
    const files = await page('/pull/1/files')
    expect(files).toContain('<tr class="added"><td></td><td>1</td><td>+ONE</td></tr>')
    expect(await page('/pull/1/commits')).toContain('change')
    expect(await page('/pull/1/checks')).toContain('slipway / delay')
  })
})

describe('the page of a run', () => {
  it('shows jobs, annotations, summaries and artifacts, and looks again while it runs', async () => {
    const logFile = join(folder, 'job.txt')
    await writeFile(
      logFile,
      '2026-03-01T10:00:00Z ##[group]Run it\n2026-03-01T10:00:00Z \u001b[31m<red>\u001b[0m\n',
    )
    const { run, job } = addTestRun(test, lastEvent(test, 'push'), { logFile })
    const html = await page(`/actions/runs/${run.id}`)
    expect(html).toContain('<main data-live>')
    expect(textOf(html)).toContain('train')
    expect(html).toContain('<h1>Trained</h1>')
    expect(html).toContain(`href="/ada/models/blob/${run.event.headSha}/data.txt#L2"`)
    const log = await page(`/actions/runs/${run.id}/job/${job.id}`)
    expect(log).toContain('<span class="ansi-31">&lt;red&gt;</span>')
    run.status = 'completed'
    run.conclusion = 'success'
    test.forge.touchRun(run)
    expect(await page(`/actions/runs/${run.id}`)).not.toContain('data-live')
  })

  it('lets a reviewer press the button, but not another site', async () => {
    test.forge.setEnvironment(test.repository, { name: 'prod', reviewers: ['eve'] })
    const { run, job } = addTestRun(test, lastEvent(test, 'push'), { environment: 'prod' })
    const waiting = test.forge.enterEnvironment(run, job, new AbortController().signal)
    const html = await page(`/actions/runs/${run.id}`)
    const environment = /name="environment" value="(\d+)"/.exec(html)?.[1]
    const press = (origin: string | undefined, reviewer = 'eve') =>
      fetch(`${base}/actions/runs/${run.id}/review`, {
        method: 'POST',
        redirect: 'manual',
        headers: origin === undefined ? {} : { origin },
        body: new URLSearchParams({
          environment: environment ?? '',
          reviewer,
          state: 'approved',
          comment: 'go',
        }),
      }).then((reply) => reply.status)
    expect(await press('https://evil.example')).toBe(403)
    expect(await press(undefined)).toBe(403)
    expect(await press(test.forge.links.local, 'ada')).toBe(409)
    expect(await press(test.forge.links.local)).toBe(303)
    expect((await waiting).approved).toBe(true)
    expect(textOf(await page(`/actions/runs/${run.id}`))).toContain('eve approved the deployment to prod')
    expect(textOf(await page('/deployments'))).toContain('In progress')
  })
})

describe('a file out of an artifact', () => {
  it('is shown with no right to do anything', async () => {
    const { run, job } = addTestRun(test, lastEvent(test, 'push'))
    const env = test.forge.runtimeEnvironment({ run, job, permissions: {}, cacheWritable: false })
    const call = async (method: string, body: object) => {
      const reply = await fetch(
        `${env.ACTIONS_RESULTS_URL}twirp/github.actions.results.api.v1.ArtifactService/${method}`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${env.ACTIONS_RUNTIME_TOKEN}` },
          body: JSON.stringify({ workflow_run_backend_id: `${run.id}-1`, name: 'report', ...body }),
        },
      )
      return (await reply.json()) as { signed_upload_url: string; artifact_id: string }
    }
    const zip = zipOf({ 'report/index.html': '<h1>Report</h1><script>alert(1)</script>' })
    const { signed_upload_url } = await call('CreateArtifact', { mime_type: 'application/zip' })
    await fetch(signed_upload_url, { method: 'PUT', body: new Uint8Array(zip) })
    const { artifact_id } = await call('FinalizeArtifact', { size: String(zip.length) })
    const reply = await fetch(`${base}/artifacts/${artifact_id}/view/report/index.html`)
    expect(await reply.text()).toContain('<h1>Report</h1>')
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(reply.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none';/)
    expect((await fetch(`${base}/artifacts/${artifact_id}/view/other.html`)).status).toBe(404)
    expect(await page(`/actions/runs/${run.id}`)).toContain(
      `/artifacts/${artifact_id}/view/report/index.html`,
    )
  })
})

describe('every page', () => {
  it('is there, under both names, and lets no script of others run', async () => {
    await jobClient(test, { contents: 'write' }).rest.repos.createRelease({
      ...REPOSITORY,
      tag_name: 'delay@v1.0.0',
      body: 'notes',
    })
    await test.ada.rest.issues.create({ ...REPOSITORY, title: 'An issue', body: 'text' })
    for (const path of [
      '',
      '/issues',
      '/issues/2',
      '/pulls',
      '/actions',
      '/releases',
      '/releases/tag/delay@v1.0.0',
      '/tags',
      '/deployments',
      '/tree/main',
      '/blob/main/data.txt',
      '/blob/topic/docs/a%20b.md',
      '/raw/main/data.txt',
      '/commits',
      '/commits/topic',
      '/commit/main',
    ])
      await page(path)
    for (const path of ['/', '/ada', '/_static/style.css', '/_static/live.js', '/_static/icon.svg'])
      expect((await fetch(`${test.forge.links.local}${path}`)).status).toBe(200)
    const reply = await fetch(base)
    expect(reply.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(await page('/blob/topic/docs/a%20b.md')).toContain('href="/ada/models/blob/topic/data.txt"')
    const status = await new Promise((resolve, reject) =>
      request(
        {
          host: '127.0.0.1',
          port: test.forge.port,
          path: '/ada/models',
          headers: { host: `github.localhost:${test.forge.port}` },
        },
        (answer) => resolve(answer.resume().statusCode),
      )
        .on('error', reject)
        .end(),
    )
    expect(status).toBe(200)
  })

  it('that is not there says so', async () => {
    for (const path of [
      '/nothing',
      '/pull/99',
      '/actions/runs/1',
      '/blob/main/none',
      '/tree/nowhere',
      '/runs/1',
      '/releases/tag/none',
      '/issues/99',
      '/commit/zzz',
    ])
      expect([path, (await fetch(`${base}${path}`)).status]).toEqual([path, 404])
    expect((await fetch(`${test.forge.links.local}/nobody/nothing`)).status).toBe(404)
  })
})
