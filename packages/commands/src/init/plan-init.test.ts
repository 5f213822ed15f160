import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { planInit } from './plan-init.ts'
import { PROJECT_TEMPLATE } from './project-template.ts'
import { storeVariables } from './store-credentials.ts'
import { templateFolder } from './template-folder.ts'

interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly { readonly uses?: string; readonly if?: string; readonly with?: object }[]
}

interface Workflow {
  readonly env?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const names = readdirSync(templateFolder()).filter((name) => name.endsWith('.yml'))
const templates = new Map(names.map((name) => [name, readFileSync(join(templateFolder(), name), 'utf8')]))

function plan(store?: string): { project: unknown; workflows: ReadonlyMap<string, Workflow> } {
  const facts = { templates, project: PROJECT_TEMPLATE, defaultBranch: 'main', exists: () => false }
  const [project, ...files] = planInit({ ...facts, actions: 'slipway-ml/slipway@v0', store })
  return {
    project: parse(project?.text ?? ''),
    workflows: new Map(files.map(({ path, text }) => [path.replace(/^.*\//, ''), parse(text) as Workflow])),
  }
}

/** The job that runs others again asks GitHub alone. */
const usesStore = ({ steps }: Job) =>
  steps.some(({ uses }) => uses?.startsWith('slipway-ml/slipway/') && !/\/(?:rerun|command)@/.test(uses))

describe('planInit() with a store', () => {
  it.each([
    ['s3://my-bucket/p', 'aws-actions/configure-aws-credentials@', 'SLIPWAY_REGION'],
    ['gs://my-bucket/p', 'google-github-actions/auth@', 'SLIPWAY_IDENTITY_PROVIDER'],
  ])('at %s signs in right after each checkout, as the role of the workflow', (store, action, variable) => {
    const { project, workflows } = plan(store)
    expect(project).toMatchObject({ store: { remote: store } })
    expect(storeVariables(store).map((line) => line.split(' ')[0])).toEqual([
      'SLIPWAY_PULL_REQUEST_ROLE',
      'SLIPWAY_MAIN_ROLE',
      variable,
    ])
    for (const [name, { jobs }] of workflows) {
      const isPullRequest = name === 'slipway-pull-request.yml'
      const runsPullRequests = isPullRequest || name === 'slipway-train.yml'
      const [own, other] = runsPullRequests ? ['PULL_REQUEST', 'MAIN'] : ['MAIN', 'PULL_REQUEST']
      for (const job of Object.values(jobs)) {
        const steps = job.steps.map(({ uses }) => uses ?? '')
        const at = steps.findIndex((uses) => uses.startsWith(action))
        expect([name, at >= 0, job.permissions?.['id-token']]).toEqual(
          usesStore(job) ? [name, true, 'write'] : [name, false, undefined],
        )
        if (at < 0) continue
        expect(steps[at - 1]).toMatch(/^actions\/checkout@/)
        const step = JSON.stringify(job.steps[at])
        expect(step).toContain(`vars.SLIPWAY_${own}_ROLE`)
        expect(step).toContain(`vars.${variable}`)
        expect(step).not.toContain(`vars.SLIPWAY_${other}_ROLE`)
        expect(job.steps[at]?.if?.includes('head.repo.full_name')).toBe(isPullRequest)
      }
    }
  })

  it('on Azure says who the jobs are, and leaves the rest to Slipway', () => {
    const { workflows } = plan('az://myaccount/data')
    for (const [name, { env, jobs }] of workflows) {
      if (!Object.values(jobs).some(usesStore)) continue
      const role = ['slipway-pull-request.yml', 'slipway-train.yml'].includes(name) ? 'PULL_REQUEST' : 'MAIN'
      expect(env).toEqual({
        AZURE_TENANT_ID: expect.stringContaining('vars.SLIPWAY_TENANT_ID'),
        AZURE_CLIENT_ID: expect.stringContaining(`vars.SLIPWAY_${role}_ROLE`),
      })
      for (const job of Object.values(jobs))
        expect(job.permissions?.['id-token']).toBe(usesStore(job) ? 'write' : undefined)
    }
  })

  it('gives no job an identity for a folder, or for a server that would not know it', () => {
    const { workflows } = plan()
    for (const store of ['file:///mnt/store', 's3://bucket/p?endpoint=https://minio.example.com&region=x']) {
      const planned = plan(store)
      expect(planned.project).toMatchObject({ store: { remote: store } })
      expect(planned.workflows).toEqual(workflows)
      expect(storeVariables(store)).toEqual([])
    }
    expect(plan().project).not.toHaveProperty('store')
  })
})
