/**
 * Every address that the stand-in hands out. Pages are at a host below `localhost`, for the official clients take any
 * other server than github.com, *.ghe.com and *.localhost for GitHub Enterprise; all that programs connect to is at
 * 127.0.0.1, for Node does not resolve names below `localhost` everywhere.
 */
export class Links {
  /** GITHUB_SERVER_URL */
  readonly server: string
  /** GITHUB_API_URL */
  readonly api: string
  readonly graphql: string
  /** Root of what programs connect to. */
  readonly local: string

  constructor(port: number) {
    this.server = `http://github.localhost:${port}`
    this.local = `http://127.0.0.1:${port}`
    this.api = `${this.local}/api`
    this.graphql = `${this.local}/api/graphql`
  }
}

/** "owner/name" */
export function fullName(repository: { readonly owner: string; readonly name: string }): string {
  return `${repository.owner}/${repository.name}`
}

/** A path with each of its parts escaped; the slashes stay. */
export function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
