import type { RegistryTag } from '../fold-tags.ts'

export type LoggedTag = readonly [name: string, commit: string, body?: string]

/** Annotated tags, a minute apart: [name, commit, body?]. The tree of a commit is its name with "tree-" before it. */
export function tagLog(...tags: readonly LoggedTag[]): RegistryTag[] {
  return tags.map(([name, commit, body = ''], index) => ({
    name,
    annotated: true,
    commit,
    tree: `tree-${commit}`,
    time: 1_700_000_000 + index * 60,
    tagger: 'Ada',
    email: 'ada@example.com',
    subject: name,
    body,
  }))
}
