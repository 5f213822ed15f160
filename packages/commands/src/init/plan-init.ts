import { withStoreCredentials } from './store-credentials.ts'

/** A file that init would write, or that is there already. */
export interface InitFile {
  readonly path: string
  readonly text: string
  readonly state: 'new' | 'kept'
}

export interface InitFacts {
  /** Templates by file name, and the environment action's text. */
  readonly templates: ReadonlyMap<string, string>
  readonly project: string
  readonly defaultBranch: string
  /** `owner/name@ref` of the actions. */
  readonly actions: string
  /** Address of the store; undefined where nobody has decided yet. */
  readonly store?: string | undefined
  readonly exists: (path: string) => boolean
}

const OWN_ACTION = /slipway-ml\/slipway(\/actions\/[a-z-]+)@v0/g

/** Which files to write: those that are not there. Nothing is ever overwritten. */
export function planInit({
  templates,
  project,
  defaultBranch,
  actions,
  store,
  exists,
}: InitFacts): readonly InitFile[] {
  const [repository, ref] = actions.split('@')
  const files = [{ path: 'slipway.yaml', text: withStore(project, store) }]
  for (const [name, text] of templates) {
    const path =
      name === 'slipway-environment/action.yml' ? `.github/actions/${name}` : `.github/workflows/${name}`
    files.push({
      path,
      text: (store === undefined ? text : withStoreCredentials(text, store, roleOf(name)))
        .replaceAll('$default-branch', defaultBranch)
        .replace(OWN_ACTION, `${repository}$1@${ref}`),
    })
  }
  return files.map((file) => ({ ...file, state: exists(file.path) ? ('kept' as const) : ('new' as const) }))
}

/** Workflows that run the code of pull requests; everything else comes from the default branch. */
const RUNS_PULL_REQUESTS = ['slipway-pull-request.yml', 'slipway-train.yml']
const roleOf = (workflow: string) => (RUNS_PULL_REQUESTS.includes(workflow) ? 'PULL_REQUEST' : 'MAIN')

/** The project file with the address in place of the example's. */
function withStore(project: string, store: string | undefined): string {
  if (store === undefined) return project
  return project.replace(/^# store: .*$/m, () => `store: { remote: ${JSON.stringify(store)} }`)
}
