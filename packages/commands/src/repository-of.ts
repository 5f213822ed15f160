/** `owner/name` of an address by HTTP or SSH. */
export function repositoryOf(origin: string | undefined): string | undefined {
  return /[/:]([^/:\s]+\/[^/\s]+?)(?:\.git)?\/?$/.exec(origin ?? '')?.[1]
}
