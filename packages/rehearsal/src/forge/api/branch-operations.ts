import { rulesOf } from '../checks/rules-of.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { type Call, found } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { list, ok } from '../http/reply.ts'
import { presentCommit } from '../present/commit.ts'
import { nodeId } from '../present/node-id.ts'
import { repositoryApi, repositoryPage } from '../present/repository.ts'
import { escapePath } from '../state/links.ts'
import type { ForgeRepository } from '../state/repository.ts'
import type { Ruleset } from '../state/settings.ts'

function rulesInWords(ruleset: Ruleset) {
  return [
    ...(ruleset.requirePullRequest
      ? [
          {
            type: 'pull_request',
            parameters: {
              dismiss_stale_reviews_on_push: false,
              require_code_owner_review: false,
              require_last_push_approval: false,
              required_approving_review_count: 0,
              required_review_thread_resolution: false,
            },
          },
        ]
      : []),
    ...(ruleset.requiredChecks.length > 0
      ? [
          {
            type: 'required_status_checks',
            parameters: {
              strict_required_status_checks_policy: false,
              do_not_enforce_on_create: false,
              required_status_checks: ruleset.requiredChecks.map((context) => ({ context })),
            },
          },
        ]
      : []),
  ]
}

function presentRuleset(call: Call, repository: ForgeRepository, ruleset: Ruleset) {
  return {
    id: ruleset.id,
    node_id: nodeId('RRS', ruleset.id),
    name: ruleset.name,
    target: 'branch',
    source_type: 'Repository',
    source: repository.fullName,
    enforcement: 'active',
    created_at: ruleset.createdAt,
    updated_at: ruleset.createdAt,
    _links: { self: { href: `${repositoryApi(call.forge.links, repository)}/rulesets/${ruleset.id}` } },
  }
}

function branchNames(repository: ForgeRepository): readonly string[] {
  return [...repository.refs.keys()]
    .filter((ref) => ref.startsWith('refs/heads/'))
    .map((ref) => ref.slice('refs/heads/'.length))
}

export const branchOperations: RepositoryOperations = {
  'GET /branches': {
    needs: ['contents:read'],
    handle: ({ forge, repository, query }) => {
      const asked = query.get('protected')
      const branches = branchNames(repository)
        .map((name) => ({ name, protected: rulesOf(repository, name).length > 0 }))
        .filter((branch) => asked === null || String(branch.protected) === asked)
      return list(branches, (branch) => {
        const sha = repository.branch(branch.name)?.oid ?? ''
        return { ...branch, commit: { sha, url: `${repositoryApi(forge.links, repository)}/commits/${sha}` } }
      })
    },
  },
  'GET /branches/{branch}': {
    needs: ['contents:read'],
    handle: async (call) => {
      const { forge, repository } = call
      const name = call.text('branch')
      const { oid } = found(repository.branch(name))
      const [commit] = await rememberCommits(repository, [oid])
      const required = rulesOf(repository, name).flatMap((ruleset) => ruleset.requiredChecks)
      const self = `${repositoryApi(forge.links, repository)}/branches/${encodeURIComponent(name)}`
      return ok({
        name,
        commit: presentCommit(forge, repository, found(commit)),
        _links: { self, html: `${repositoryPage(forge.links, repository)}/tree/${escapePath(name)}` },
        protected: rulesOf(repository, name).length > 0,
        protection: {
          enabled: required.length > 0,
          required_status_checks: {
            enforcement_level: required.length > 0 ? 'everyone' : 'off',
            contexts: required,
            checks: required.map((context) => ({ context, app_id: null })),
          },
        },
        protection_url: `${self}/protection`,
      })
    },
  },
  'GET /branches/{branch}/protection': {
    needs: ['administration:read'],
    handle: (call) => {
      found(call.repository.branch(call.text('branch')))
      // Branches are protected by rulesets here; the older kind is not set up.
      throw new HttpError(404, 'Branch not protected')
    },
  },
  'GET /rules/branches/{branch}': {
    needs: ['metadata:read'],
    handle: (call) => {
      const rules = rulesOf(call.repository, call.text('branch')).flatMap((ruleset) =>
        rulesInWords(ruleset).map((rule) => ({
          ...rule,
          ruleset_source_type: 'Repository',
          ruleset_source: call.repository.fullName,
          ruleset_id: ruleset.id,
        })),
      )
      return list(rules, (rule) => rule)
    },
  },
  'GET /rulesets': {
    needs: ['metadata:read'],
    handle: (call) =>
      list([...call.repository.rulesets.values()], (ruleset) =>
        presentRuleset(call, call.repository, ruleset),
      ),
  },
  'GET /rulesets/{ruleset_id}': {
    needs: ['metadata:read'],
    handle: (call) => {
      const ruleset = found(call.repository.rulesets.get(call.number('ruleset_id')))
      return ok({
        ...presentRuleset(call, call.repository, ruleset),
        conditions: { ref_name: { include: ruleset.branches.map(fullPattern), exclude: [] } },
        rules: rulesInWords(ruleset),
      })
    },
  },
  'GET /tags': {
    needs: ['contents:read'],
    handle: ({ forge, repository }) => {
      const api = repositoryApi(forge.links, repository)
      const tags = [...repository.refs.values()].filter((ref) => ref.name.startsWith('refs/tags/')).reverse()
      return list(tags, ({ name, commit }) => ({
        name: name.slice('refs/tags/'.length),
        commit: { sha: commit, url: `${api}/commits/${commit}` },
        zipball_url: `${api}/zipball/${escapePath(name)}`,
        tarball_url: `${api}/tarball/${escapePath(name)}`,
        node_id: nodeId('REF', `${repository.id}/${name}`),
      }))
    },
  },
}

function fullPattern(pattern: string): string {
  return pattern === '~DEFAULT_BRANCH' ? pattern : `refs/heads/${pattern}`
}
