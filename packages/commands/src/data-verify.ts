import { type Digest, POINTER_SUFFIX, type Pointer, PROJECT_FILE, parseProject } from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { isLacking, type ObjectProblem, type Store, verifyOutput } from '@slipway/store'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { oneLine } from './data-changes.ts'
import { notAdded, pointerIn, resolveTargets } from './data-target.ts'
import { commandError } from './error.ts'
import { formatBytes, formatCount } from './format-bytes.ts'
import { type OpenWorkspace, openWorkspace, requireRemote } from './open-workspace.ts'

export interface VerifiedTarget {
  readonly target: string
  /** Null where the project lists the target and there is no pointer. */
  readonly oid: Digest | null
  /** DVC's remote, where the shared store lacks the target and all of it was read and verified from there; else null. */
  readonly dvc: string | null
  /** Objects that were looked at, and the bytes of the blobs among them. */
  readonly objects: number
  readonly bytes: number
  readonly missing: number
  readonly corrupt: number
  /** The first of them. */
  readonly problems: readonly ObjectProblem[]
}

export interface DataVerifyResult {
  readonly store: string
  /** This machine's own store, and not the shared one. */
  readonly local: boolean
  /** The revision whose pointers were verified; null for the work tree. */
  readonly rev: string | null
  readonly deep: boolean
  readonly ok: boolean
  readonly targets: readonly VerifiedTarget[]
}

const SHOWN = 20

export const dataVerifyCommand = defineCommand({
  name: 'data verify',
  summary: 'Check that a store holds everything that the pointers name',
  arguments: { targets: { describe: 'Targets; every pointer in the tree without.', many: true } },
  options: {
    remote: { kind: 'flag', describe: 'The shared store: what is checked without it too.' },
    local: { kind: 'flag', describe: "This machine's own store, in place of the shared one." },
    deep: { kind: 'flag', describe: 'Read every object and compare its digest, not only its size.' },
    rev: { kind: 'text', value: 'rev', describe: 'Take the pointers of this revision, without a checkout.' },
  },
  examples: [
    'slipway data verify',
    'slipway data verify --remote --deep --rev origin/main',
    'slipway data verify --local --deep',
  ],
  run: async (context, { targets: given, remote, local, deep, rev }): Promise<DataVerifyResult> => {
    if (remote && local)
      throw commandError(
        'data/option-invalid',
        'Cannot verify two stores at once: --remote and --local are given; expected one of them',
      )
    const open = await openWorkspace(context)
    const store = local ? open.local : requireRemote(open, 'verify')
    const { repository, project } = open
    const tree = rev === undefined ? await repository.workTree() : await repository.tree(rev)
    const asked = { root: repository.root, cwd: context.cwd, project }
    const targets = given.length > 0 ? resolveTargets(given, asked) : await allTargets(tree)
    const verified: VerifiedTarget[] = []
    for (const target of targets) {
      const pointer = await pointerIn(tree, target)
      // One that is listed may wait for its pointer; any other is a slip of the pen.
      if (!pointer && given.length > 0 && !project.data.includes(target)) throw notAdded(target, project)
      verified.push(await verifyTarget(open, store, target, pointer, deep, context))
    }
    const ok = verified.every((each) => each.oid !== null && each.missing + each.corrupt === 0)
    return { store: store.url, local, rev: rev ?? null, deep, ok, targets: verified }
  },
  render: renderVerified,
  exitCode: ({ ok }) => (ok ? 0 : 1),
})

/** Every target that has a pointer in the tree, or that the tree's project file lists. */
async function allTargets(tree: GitTree): Promise<readonly string[]> {
  const targets = new Set<string>()
  for (const path of tree.paths()) {
    if (path.endsWith(POINTER_SUFFIX)) targets.add(path.slice(0, -POINTER_SUFFIX.length))
  }
  const text = await tree.readText(PROJECT_FILE)
  for (const target of text === undefined ? [] : parseProject(text).data) targets.add(target)
  return [...targets].sort()
}

async function verifyTarget(
  open: OpenWorkspace,
  store: Store,
  target: string,
  pointer: Pointer | undefined,
  deep: boolean,
  { progress, signal }: Context,
): Promise<VerifiedTarget> {
  if (!pointer)
    return { target, oid: null, dvc: null, objects: 0, bytes: 0, missing: 0, corrupt: 0, problems: [] }
  const task = progress.task(`Verifying ${target}`, pointer.bytes, 'bytes')
  const advance = (bytes: number) => task.advance(bytes)
  const { objects, bytes, problems } = await verifyOutput(store, pointer, { deep, progress: advance, signal })
  task.done()
  const count = (problem: ObjectProblem['problem']) =>
    problems.filter((each) => each.problem === problem).length
  const counts = { missing: count('missing'), corrupt: count('corrupt') }
  const elsewhere = store !== open.local && counts.missing > 0 && counts.corrupt === 0
  const dvc = elsewhere ? await inDvc(open, pointer, signal) : null
  const found =
    dvc === null
      ? { ...counts, problems: problems.slice(0, SHOWN) }
      : { missing: 0, corrupt: 0, problems: [] }
  return { target, oid: pointer.oid, dvc, objects, bytes, ...found }
}

/** The remote of DVC that has what a pointer names. It goes by MD5, so nothing less than reading it all proves that. */
async function inDvc(
  { origins, remote }: OpenWorkspace,
  pointer: Pointer,
  signal: AbortSignal,
): Promise<string | null> {
  if (pointer.md5 === undefined) return null
  for (const store of origins.filter((each) => each !== remote)) {
    try {
      const { problems } = await verifyOutput(store, pointer, { deep: false, signal })
      if (problems.length === 0) return store.url
    } catch (error) {
      if (!isLacking(error)) throw error
    }
  }
  return null
}

function renderVerified({ store, local, targets, deep }: DataVerifyResult): string {
  if (targets.length === 0) return 'Nothing is versioned yet: slipway data add <path>'
  return targets
    .flatMap((each) => {
      if (each.oid === null) return [`${each.target}: listed in ${PROJECT_FILE}, but it has no pointer`]
      const size = `${formatCount(each.objects, 'object')}, ${formatBytes(each.bytes)}`
      if (each.dvc !== null)
        return [
          `${each.target}: not in ${store}; read whole from DVC's remote ${each.dvc} (${formatBytes(each.bytes)})`,
          '  share it: slipway data push',
        ]
      if (each.missing + each.corrupt === 0)
        return [`${each.target}: ${deep ? 'whole, every byte read' : 'all there'} in ${store} (${size})`]
      const more = each.missing + each.corrupt - each.problems.length
      return [
        `${each.target}: ${each.missing} missing and ${each.corrupt} corrupt of ${size} in ${store}`,
        ...each.problems.map(({ problem, path, oid }) => `  ${problem} ${path === '' ? oid : oneLine(path)}`),
        ...(more > 0 ? [`  and ${more} more`] : []),
        ...(each.missing > 0
          ? [
              local
                ? '  get what is missing: slipway data add where the files are here, else slipway data pull'
                : '  share what is missing: slipway data push',
            ]
          : []),
        ...(each.corrupt > 0
          ? [`  mend what is corrupt: delete it in the store, then slipway data ${local ? 'add' : 'push'}`]
          : []),
      ]
    })
    .join('\n')
}
