/** A repository at a commit: where `./` and `$/` in one of its files point. */
export interface Origin {
  /** "owner/name". */
  readonly repository: string
  readonly ref: string
  /** The whole tree as a folder, for actions. */
  directory(): Promise<string>
}

/** Where a workflow file came from. */
export interface WorkflowSource extends Origin {
  /** Text of a file, or undefined. */
  read(path: string): Promise<string | undefined>
}

/** Finds the source of `owner/name@ref`, or undefined where no such repository was configured. */
export type SourceLookup = (owner: string, name: string, ref: string) => WorkflowSource | undefined
