/** A right of a job, as its `permissions:` key says it. */
export type Permission = `${Scope}: ${'read' | 'write'}`

type Scope = 'actions' | 'administration' | 'checks' | 'contents' | 'pull-requests'

/** What a request is for, and what it needs: so that its failure says both. */
export interface Purpose {
  /** With its object, after "Cannot": `post the report on #14`. */
  readonly action: string
  readonly permission: Permission
}
