import type { RepositorySettings } from '@slipway/github'
import { type Finding, notChecked, ok, warning } from './finding.ts'

const PAGE = 'docs/guides/gpu-runners.md'

/** Whether a machine that outlives its job serves code that strangers send. Pure. */
export function judgeMachines({
  access,
  machines,
}: Pick<RepositorySettings, 'access' | 'machines'>): readonly Finding[] {
  if (access === null || machines === null)
    return [
      notChecked(
        'github',
        'self-hosted machines: the token may not see them',
        'Use a token of an administrator: GH_TOKEN=$(gh auth token) slipway doctor',
      ),
    ]
  const persistent = machines.filter(({ ephemeral }) => !ephemeral).map(({ name }) => `"${name}"`)
  if (persistent.length === 0)
    return [
      ok(
        'github',
        'no machine of this repository outlives its job; those of the organisation are not listed',
      ),
    ]
  const names = persistent.join(', ')
  const goOn = persistent.length === 1 ? 'goes on after its job' : 'go on after their jobs'
  if (!access.isPublic && !access.mayFork)
    return [ok('github', `${names} ${goOn}, and nobody outside can send code to this repository`)]
  const who = access.isPublic
    ? 'this repository is public, so anybody can send it code'
    : 'this repository may be forked, so readers can send it code'
  return [
    warning(
      'github',
      `${names} ${goOn}, and ${who}: what one job leaves behind, the next one runs`,
      `Register machines for one job each (slipway runner jit), or install the hook that refuses forks: ${PAGE}`,
    ),
  ]
}
