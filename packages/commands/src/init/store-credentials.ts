/** Whose role the jobs of a workflow take: that of pull requests writes over nothing (docs/guides/remotes.md). */
export type StoreRole = 'PULL_REQUEST' | 'MAIN'

/** Variable of the repository that names the role, and whether a fork can start the job. */
interface Signer {
  readonly role: string
  readonly fork: boolean
}

interface Cloud {
  /** Variables of the repository that say who the jobs are; `$role` is one for each role. */
  readonly variables: Readonly<Record<string, string>>
  /** A step that signs in; none where Slipway does so itself. */
  readonly step?: (signer: Signer) => readonly string[]
  /** What Slipway signs in with. */
  readonly env?: (role: string) => readonly string[]
}

/** An expression of a workflow: a variable of the repository. */
const variable = (name: string) => `\${{ vars.${name} }}`
const FORK = 'github.event.pull_request.head.repo.full_name == github.repository'

/** A step for a job that has an identity, which one of a fork has not; skipped where nobody has said who the jobs are. */
const signIn = (uses: string, { role, fork }: Signer, inputs: readonly string[]) => [
  `      - uses: ${uses}`,
  `        if: vars.${role} != ''${fork ? ` && ${FORK}` : ''}`,
  '        with:',
  ...inputs.map((input) => `          ${input}`),
]

const CLOUDS: Readonly<Record<string, Cloud>> = {
  s3: {
    variables: { $role: 'ARN of a role', SLIPWAY_REGION: 'region of the bucket' },
    step: (signer) =>
      signIn(
        'aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3',
        signer,
        [`role-to-assume: ${variable(signer.role)}`, `aws-region: ${variable('SLIPWAY_REGION')}`],
      ),
  },
  gs: {
    variables: {
      $role: 'e-mail address of a service account',
      SLIPWAY_IDENTITY_PROVIDER: 'projects/…/providers/…',
    },
    step: (signer) =>
      signIn('google-github-actions/auth@7c6bc770dae815cd3e89ee6cdf493a5fab2cc093 # v3.0.0', signer, [
        `workload_identity_provider: ${variable('SLIPWAY_IDENTITY_PROVIDER')}`,
        `service_account: ${variable(signer.role)}`,
      ]),
  },
  az: {
    variables: { $role: 'client id of an application', SLIPWAY_TENANT_ID: 'tenant' },
    env: (role) => [
      'env:',
      `  AZURE_TENANT_ID: ${variable('SLIPWAY_TENANT_ID')}`,
      `  AZURE_CLIENT_ID: ${variable(role)}`,
      '',
    ],
  },
}

/** The cloud that gives an identity to jobs for this store: a folder needs none, and a server of one's own gives none. */
function cloudOf(store: string): Cloud | undefined {
  const scheme = store.replace(/:.*$/, '')
  return Object.hasOwn(CLOUDS, scheme) && !/[?&]endpoint=/.test(store) ? CLOUDS[scheme] : undefined
}

const roleVariable = (role: StoreRole) => `SLIPWAY_${role}_ROLE`

/** Variables of the repository that the workflows ask for, with what they hold. */
export function storeVariables(store: string): readonly string[] {
  return Object.entries(cloudOf(store)?.variables ?? {}).flatMap(([name, meaning]) =>
    name === '$role'
      ? (['PULL_REQUEST', 'MAIN'] as const).map((role) => `${roleVariable(role)} (${meaning})`)
      : [`${name} (${meaning})`],
  )
}

/** The job that runs others again asks GitHub alone. */
const USES_STORE = /- uses: slipway-ml\/slipway\/actions\/(?!rerun@|command@)/
const CHECKOUT = '      - uses: actions/checkout@'

/** The workflow with what its jobs need to reach the store: an identity, and a step after each checkout that signs in by it. */
export function withStoreCredentials(workflow: string, store: string, role: StoreRole): string {
  const cloud = cloudOf(store)
  if (!cloud) return workflow
  const named = roleVariable(role)
  // A job begins with its name, two spaces from the margin.
  const start = workflow.indexOf('\njobs:\n') + '\njobs:\n'.length
  const head = workflow.slice(0, start)
  const jobs = workflow.slice(start).split(/(?<=\n)(?= {2}[\w-]+:\n)/)
  const env = cloud.env?.(named).join('\n') ?? ''
  const isJob = (part: string) => USES_STORE.test(part)
  const signer = { role: named, fork: /^ {2}pull_request:/m.test(head) }
  return [
    jobs.some(isJob) ? head.replace(/^jobs:$/m, `${env}${env === '' ? '' : '\n'}jobs:`) : head,
    ...jobs.map((job) => (isJob(job) ? withIdentity(job, cloud.step?.(signer) ?? []) : job)),
  ].join('')
}

function withIdentity(job: string, step: readonly string[]): string {
  const lines: string[] = []
  let inside: 'permissions' | 'checkout' | undefined
  for (const line of job.split('\n')) {
    if (inside === 'permissions' && !/^ {6}\S/.test(line)) {
      lines.push('      id-token: write # who the job is, for the store; no right in this repository')
      inside = undefined
    }
    if (inside === 'checkout' && !/^ {8}/.test(line)) {
      lines.push(...step)
      inside = undefined
    }
    if (line === '    permissions:') inside = 'permissions'
    if (line.startsWith(CHECKOUT)) inside = 'checkout'
    lines.push(line)
  }
  return lines.join('\n')
}
