import type { GitTree } from '@slipway/git'
import { type Finding, ok, warning } from './finding.ts'

const WORKFLOWS = ['pull-request', 'report', 'release', 'candidate', 'deploy-on-tag', 'rollback']

/** Looks for our workflows, and for what would take their safety away. */
export async function examineWorkflows(tree: GitTree): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const name of WORKFLOWS) {
    const path = `.github/workflows/slipway-${name}.yml`
    const text = await tree.readText(path)
    if (text === undefined) {
      findings.push(
        warning(
          'workflows',
          `${path} is not there`,
          'slipway init adds what is missing, and overwrites nothing',
        ),
      )
      continue
    }
    const problems = problemsOf(name, text)
    findings.push(
      ...(problems.length === 0
        ? [ok('workflows', path)]
        : problems.map(([what, hint]) => warning('workflows', `${path}: ${what}`, hint))),
    )
  }
  return findings
}

function problemsOf(name: string, text: string): (readonly [string, string])[] {
  const problems: (readonly [string, string])[] = []
  if (!/^permissions:/m.test(text))
    problems.push([
      'it does not limit the rights of its token',
      'Put `permissions: {}` at the top and grant per job',
    ])
  if (name === 'pull-request' && /:\s*write\b/.test(text))
    problems.push([
      'it has a right to write',
      'A pull request’s workflow runs the pull request’s code: take the right away',
    ])
  if (/pull_request_target/.test(text))
    problems.push([
      'it uses pull_request_target',
      'Use pull_request and the report workflow: they need no such power',
    ])
  return problems
}
