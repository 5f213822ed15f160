import { mkdirSync, readdirSync } from 'node:fs'
import { DirectoryBackend } from '../directory-backend.ts'
import { Store } from '../store.ts'
import { Workspace, type WorkspaceOptions } from '../workspace.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** A workspace in `work` and a store in `store` of a folder of its own, for tests; `using` removes them. */
export class TemporaryWorkspace {
  readonly folder: TemporaryFolder
  readonly workspace: Workspace
  readonly store: Store

  private constructor(folder: TemporaryFolder, workspace: Workspace) {
    this.folder = folder
    this.workspace = workspace
    this.store = new Store(DirectoryBackend.open(folder.path('store')))
  }

  static async open(options: WorkspaceOptions = {}): Promise<TemporaryWorkspace> {
    const folder = new TemporaryFolder()
    mkdirSync(folder.path('work'))
    return new TemporaryWorkspace(folder, await Workspace.open(folder.path('work'), options))
  }

  path(path: string): string {
    return this.folder.path(`work/${path}`)
  }

  write(path: string, content: string | Uint8Array, executable = false): string {
    return this.folder.write(`work/${path}`, content, { executable })
  }

  contents(path: string): Record<string, string> {
    return this.folder.contents(`work/${path}`)
  }

  /** Unfinished things that lie about. */
  leftovers(): string[] {
    return readdirSync(this.path('.slipway/tmp'))
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]()
  }
}
