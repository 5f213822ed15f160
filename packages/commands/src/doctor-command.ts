import { foldTags, holdersOf } from '@slipway/registry'
import { defineCommand } from './command.ts'
import type { Finding } from './doctor/finding.ts'
import { notChecked, ok } from './doctor/finding.ts'
import type { Right } from './doctor/try-rights.ts'
import { openWorkspace } from './open-workspace.ts'
import { textTable } from './text-table.ts'

export interface DoctorResult {
  readonly findings: readonly Finding[]
  /** What this credential may do to the shared store, as tried. */
  readonly rights: readonly Right[]
}

const MARK: Record<Finding['state'], string> = { ok: '●', warning: '▲', failed: '✖', 'not checked': '○' }

export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'Look for what would keep Slipway from being right here, and say what to do',
  arguments: {},
  options: {},
  examples: ['slipway doctor', 'GH_TOKEN=$(gh auth token) slipway doctor'],
  run: async (context): Promise<DoctorResult> => {
    const { examineStore } = await import('./doctor/examine-store.ts')
    const { examineWorkflows } = await import('./doctor/examine-workflows.ts')
    const { examineGitHub } = await import('./doctor/examine-github.ts')
    const { examineRunner } = await import('./doctor/examine-runner.ts')
    const open = await openWorkspace(context)
    const { repository, project } = open
    const shallow = await repository.isShallow()
    const registry = foldTags(await repository.tags())
    const held = [...registry.artifacts.values()].flatMap((artifact) =>
      holdersOf(artifact).map(
        ({ stage, version }) => `${artifact.name} ${version?.version ?? '?'} holds ${stage}`,
      ),
    )
    const { roleOf } = await import('./doctor/judge-rights.ts')
    const role = roleOf(context.env, await repository.defaultBranch())
    const store = await examineStore(open, role)
    return {
      rights: store.rights,
      findings: [
        ok('repository', `slipway.yaml: ${project.stages.size} stages, ${project.models.size} models`),
        shallow
          ? notChecked('registry', 'this clone is shallow: it may lack tags', 'git fetch --tags')
          : ok('registry', held.length > 0 ? held.join('; ') : 'no version holds a stage yet'),
        ...store.findings,
        ...(await examineWorkflows(await repository.workTree())),
        ...(await examineGitHub(context, project)),
        ...(await examineRunner(context)),
      ],
    }
  },
  render: ({ findings, rights }) =>
    [
      ...findings.map(
        ({ area, state, what, hint }) =>
          `${MARK[state]} ${area}: ${what}${hint === undefined ? '' : `\n    ${hint}`}`,
      ),
      ...(rights.length > 0 ? [`\n${textTable(rightRows(rights))}`] : []),
    ].join('\n'),
  exitCode: ({ findings }) => (findings.some(({ state }) => state === 'failed') ? 1 : 0),
})

function rightRows(rights: readonly Right[]): string[][] {
  const answer = (value: boolean | null) => (value === null ? 'as you like' : value ? 'yes' : 'no')
  return [
    ['in the shared store', 'this credential', 'pull requests should', 'the default branch should'],
    ...rights.map(({ what, may, pullRequest, defaultBranch }) => [
      what,
      ...[may, pullRequest, defaultBranch].map(answer),
    ]),
  ]
}
