// What the policies on the pages of the clouds allow, by the rules of each cloud that the pages need.
import { readFileSync } from 'node:fs'
import { type CodeBlock, codeBlocks } from './code-blocks.ts'

export type Deed = 'read' | 'list' | 'create' | 'overwrite' | 'delete'
export type Role = 'pull requests' | 'default branch'
/** Whether a role may do this with a path below the prefix. */
export type Policy = (role: Role, deed: Deed, path: string) => boolean

const blocksOf = (page: string): readonly CodeBlock[] =>
  codeBlocks(readFileSync(new URL(`../../docs/guides/remotes/${page}.md`, import.meta.url), 'utf8'))

interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** IAM of Amazon: a denial wins, `*` is any text. */
export function s3Policy(): Policy {
  const [pullRequests, defaultBranch] = blocksOf('s3')
    .filter(({ language }) => language === 'json')
    .map(({ text }) => (JSON.parse(text) as { Statement: readonly Statement[] }).Statement)
  const actions = {
    read: 's3:GetObject',
    list: 's3:ListBucket',
    create: 's3:PutObject',
    overwrite: 's3:PutObject',
    delete: 's3:DeleteObject',
  }
  const matches = (patterns: string | readonly string[] | undefined, text: string) =>
    [patterns ?? []].flat().some((pattern) => {
      const parts = pattern.split('*').map((part) => part.replace(/[.?+^$()[\]{}|\\/]/g, '\\$&'))
      return new RegExp(`^${parts.join('.*')}$`).test(text)
    })
  return (role, deed, path) => {
    const resource = `arn:aws:s3:::my-bucket${deed === 'list' ? '' : `/my-project/${path}`}`
    const statements = (role === 'pull requests' ? pullRequests : defaultBranch) ?? []
    const hits = (effect: Statement['Effect']) =>
      statements.some(
        (each) =>
          each.Effect === effect &&
          matches(each.Action, actions[deed]) &&
          matches(each.Resource, resource) &&
          // The one condition of the page: the request would create an object, and names no condition of its own.
          (each.Condition === undefined || deed === 'overwrite'),
      )
    return hits('Allow') && !hits('Deny')
  }
}

/** IAM of Google Cloud: to write over something takes the rights to create and to delete. */
export function gcsPolicy(): Policy {
  const blocks = blocksOf('gcs')
  const paths = new Map<string, readonly string[]>()
  const files = ['pull-request-create', 'pull-request-probe', 'main-create', 'main-mend']
  const expressions = blocks.filter(({ text }) => text.startsWith('title:'))
  for (const [at, name] of files.entries()) {
    const text = expressions[at]?.text ?? ''
    const found = [...text.matchAll(/(== |startsWith\()"projects\/_\/buckets\/my-bucket\/objects\/([^"]*)"/g)]
    const patterns = found.map(([, how, path]) => (how === '== ' ? `${path}` : `${path}*`))
    paths.set(`${name}.yaml`, patterns)
  }
  const bindings = blocks.flatMap(({ text }) => [...text.matchAll(/^\$ bind (\S+) (\S+) (\S+)$/gm)])
  const deeds: Readonly<Record<string, readonly Deed[]>> = {
    objectCreator: ['create'],
    objectUser: ['read', 'list', 'create', 'overwrite', 'delete'],
  }
  return (role, deed, path) => {
    // Both roles have objectViewer on the whole bucket.
    if (deed === 'read' || deed === 'list')
      return blocks.some(({ text }) => text.includes('storage.objectViewer'))
    const account = role === 'pull requests' ? 'slipway-pull-request' : 'slipway-main'
    return bindings.some(
      ([, who, what, file]) =>
        who === account && deeds[what ?? '']?.includes(deed) && isIn(path, paths.get(file ?? '') ?? []),
    )
  }
}

/** Roles of Azure, each with the condition of its assignment. */
export function azurePolicy(): Policy {
  const blocks = blocksOf('azure')
  const roles = blocks
    .filter(({ language }) => language === 'json')
    .map(({ text }) => JSON.parse(text) as { Name: string; DataActions: readonly string[] })
  const conditions = blocks.filter(({ text }) => text.includes('ActionMatches'))
  const files = ['pull-request.txt', 'main.txt', 'main-mend.txt']
  const assignments = blocks.flatMap(({ text }) => [...text.matchAll(/^\$ assign (\S+) "([^"]+)" (\S+)$/gm)])
  const deeds: Readonly<Record<string, readonly Deed[]>> = {
    'blobs/read': ['read', 'list'],
    'blobs/add/action': ['create'],
    'blobs/write': ['create', 'overwrite'],
    'blobs/delete': ['delete'],
  }
  /** Where an action may be done: everywhere unless the condition speaks of it. */
  const patternsOf = (condition: string, action: string) => {
    const clause = condition
      .split(/\n {2}AND\n/)
      .find((each) =>
        each.includes(`ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/${action}'}`),
      )
    if (clause === undefined) return ['*']
    return [...clause.matchAll(/blobs:path\] String(?:Equals|Like) '([^']*)'/g)].map(([, path]) => path ?? '')
  }
  return (role, deed, path) => {
    const client = role === 'pull requests' ? 'PULL-REQUEST-CLIENT-ID' : 'MAIN-CLIENT-ID'
    return assignments.some(([, who, name, file]) => {
      const condition = conditions[files.indexOf(file ?? '')]?.text ?? ''
      const actions = roles.find(({ Name }) => Name === name)?.DataActions ?? []
      return (
        who === client &&
        actions
          .map((action) => action.replace(/^.*\/containers\//, ''))
          .some((action) => deeds[action]?.includes(deed) && isIn(path, patternsOf(condition, action)))
      )
    })
  }
}

/** Whether a path of the store is one of these, or begins as one that ends with `*`. */
function isIn(path: string, patterns: readonly string[]): boolean {
  const key = `my-project/${path}`
  return patterns.some((each) => (each.endsWith('*') ? key.startsWith(each.slice(0, -1)) : key === each))
}
