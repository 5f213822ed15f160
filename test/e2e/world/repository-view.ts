import type { Person } from '@slipway/rehearsal/theatre'
import { expect } from 'vitest'

export interface SeenRun {
  readonly id: number
  readonly name: string
  readonly path: string
  readonly event: string
  readonly status: string
  readonly conclusion: string | null
  readonly head_sha: string
  readonly run_attempt: number
}

export interface SeenJob {
  readonly id: number
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
  readonly runner_name: string | null
}

export interface SeenCheck {
  readonly id: number
  readonly name: string
  readonly conclusion: string | null
  readonly external_id: string
  readonly output: { readonly title: string; readonly summary: string; readonly text: string | null }
}

export interface SeenLineComment {
  readonly id: number
  readonly path: string
  readonly original_line: number
  readonly body: string
  readonly updated_at: string
  readonly user: { readonly login: string }
}

export interface SeenRelease {
  readonly id: number
  readonly tag_name: string
  readonly draft: boolean
  readonly body: string
  readonly assets: readonly {
    readonly id: number
    readonly name: string
    readonly digest: string
    readonly browser_download_url: string
  }[]
}

export interface SeenAnnotation {
  readonly path: string
  readonly start_line: number
  readonly annotation_level: string
  readonly title: string | null
  readonly message: string
}

/** A repository as somebody sees it who may read everything: through the REST API. */
export class RepositoryView {
  readonly #eyes: Person
  /** `owner/name`. */
  readonly name: string

  constructor(eyes: Person, name: string) {
    this.#eyes = eyes
    this.name = name
  }

  async headOf(number: number): Promise<string> {
    return (await this.#get<{ head: { sha: string } }>(`/pulls/${number}`)).head.sha
  }

  async headOfMain(): Promise<string> {
    return (await this.#get<{ object: { sha: string } }>('/git/ref/heads/main')).object.sha
  }

  /** The bot's comments on a pull request. */
  async comments(number: number): Promise<readonly string[]> {
    const all = await this.#get<{ body: string; user: { login: string } }[]>(`/issues/${number}/comments`)
    return all.filter(({ user }) => user.login === 'github-actions[bot]').map(({ body }) => body)
  }

  /** The bot's one comment. */
  async readComment(number: number): Promise<string> {
    const comments = await this.comments(number)
    expect(comments).toHaveLength(1)
    return comments[0] ?? ''
  }

  /** The bot's comments on lines of a pull request. */
  async lineComments(number: number): Promise<readonly SeenLineComment[]> {
    const all = await this.#get<SeenLineComment[]>(`/pulls/${number}/comments?per_page=100`)
    return all.filter(({ user }) => user.login === 'github-actions[bot]')
  }

  /** Texts of the reviews of a pull request that say something themselves. */
  async reviews(number: number): Promise<readonly string[]> {
    const all = await this.#get<{ body: string }[]>(`/pulls/${number}/reviews?per_page=100`)
    return all.map(({ body }) => body).filter((body) => body !== '')
  }

  /** The checks that the report put on a commit, the newest of each model. */
  async checks(sha: string): Promise<readonly SeenCheck[]> {
    const { check_runs: all } = await this.#get<{ check_runs: SeenCheck[] }>(
      `/commits/${sha}/check-runs?per_page=100`,
    )
    return all.filter(({ name }) => name.startsWith('slipway / '))
  }

  /** Model → conclusion of its check on the head of a pull request. */
  async checkConclusions(number: number): Promise<Readonly<Record<string, string | null>>> {
    const checks = await this.checks(await this.headOf(number))
    return Object.fromEntries(
      checks.map(({ name, conclusion }) => [name.slice('slipway / '.length), conclusion]),
    )
  }

  async releases(): Promise<readonly SeenRelease[]> {
    return this.#get<SeenRelease[]>('/releases?per_page=100')
  }

  /** The text of a release's asset. */
  async asset(tag: string, name: string): Promise<string> {
    const release = (await this.releases()).find(({ tag_name }) => tag_name === tag)
    const asset = release?.assets.find((each) => each.name === name)
    if (!asset) throw new Error(`release ${tag} has no ${name}`)
    return this.#eyes.download(`/repos/${this.name}/releases/assets/${asset.id}`)
  }

  /** Names of all tags, sorted. */
  async tags(): Promise<readonly string[]> {
    const refs = await this.#get<{ ref: string }[]>('/git/matching-refs/tags/')
    return refs.map(({ ref }) => ref.slice('refs/tags/'.length)).sort()
  }

  /** Runs, oldest first; of one workflow file, or for one head. */
  async runs(
    filter: { readonly workflow?: string; readonly sha?: string } = {},
  ): Promise<readonly SeenRun[]> {
    const { workflow_runs: all } = await this.#get<{ workflow_runs: SeenRun[] }>('/actions/runs?per_page=100')
    return all
      .filter(
        ({ path, head_sha }) =>
          (filter.workflow === undefined || path === `.github/workflows/${filter.workflow}`) &&
          (filter.sha === undefined || head_sha === filter.sha),
      )
      .reverse()
  }

  /** The newest run of a workflow, for one head where given. */
  async lastRun(workflow: string, sha?: string): Promise<SeenRun> {
    const run = (await this.runs({ workflow, ...(sha === undefined ? {} : { sha }) })).at(-1)
    if (!run) throw new Error(`no run of ${workflow}${sha === undefined ? '' : ` for ${sha}`}`)
    return run
  }

  /** Jobs of a run's latest attempt. */
  async jobs(runId: number): Promise<readonly SeenJob[]> {
    return (await this.#get<{ jobs: SeenJob[] }>(`/actions/runs/${runId}/jobs?per_page=100`)).jobs
  }

  /** A job of a run's latest attempt, by its name. */
  async jobNamed(runId: number, name: string): Promise<SeenJob> {
    const jobs = await this.jobs(runId)
    const job = jobs.find((each) => each.name === name)
    if (!job)
      throw new Error(`run ${runId} has no job "${name}", but ${jobs.map((each) => each.name).join(', ')}`)
    return job
  }

  /** Name → conclusion of the jobs of a run. */
  async jobConclusions(runId: number): Promise<Readonly<Record<string, string | null>>> {
    return Object.fromEntries((await this.jobs(runId)).map(({ name, conclusion }) => [name, conclusion]))
  }

  /** The log of a job, by its name. */
  async log(runId: number, jobName: string): Promise<string> {
    const { id } = await this.jobNamed(runId, jobName)
    return this.#eyes.download(`/repos/${this.name}/actions/jobs/${id}/logs`)
  }

  /** A page of the stand-in, as a browser gets it. */
  async page(path: string): Promise<string> {
    const response = await fetch(`${this.#eyes.pages}/${this.name}/${path}`)
    if (!response.ok) throw new Error(`page ${path}: ${response.status}`)
    return response.text()
  }

  /** The text of an artifact that is one file and no archive. */
  async artifactText(runId: number, name: string): Promise<string> {
    const { artifacts } = await this.#get<{ artifacts: { id: number; name: string }[] }>(
      `/actions/runs/${runId}/artifacts`,
    )
    const id = artifacts.find((artifact) => artifact.name === name)?.id
    return this.#eyes.download(`/repos/${this.name}/actions/artifacts/${id}/zip`)
  }

  /** Logs of the jobs that failed, the newest run last. */
  async failedLogs(): Promise<readonly string[]> {
    const logs: string[] = []
    for (const { id, name } of await this.runs()) {
      // A job that was never given to a machine has no log.
      const failed = (await this.jobs(id)).filter((job) => job.conclusion === 'failure' && job.runner_name)
      for (const job of failed) logs.push(`${name}, ${job.name}:\n${await this.log(id, job.name)}`)
    }
    return logs
  }

  async annotations(runId: number, jobName: string): Promise<readonly SeenAnnotation[]> {
    return this.#get<SeenAnnotation[]>(`/check-runs/${(await this.jobNamed(runId, jobName)).id}/annotations`)
  }

  #get<T>(path: string): Promise<T> {
    return this.#eyes.api<T>('GET', `/repos/${this.name}${path}`)
  }
}
