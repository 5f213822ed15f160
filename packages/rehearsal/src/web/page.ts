import type { ForgeState } from '../forge/state/forge-state.ts'
import type { ForgeRepository } from '../forge/state/repository.ts'
import type { Html } from './html.ts'

export type Tab = 'code' | 'issues' | 'pulls' | 'actions' | 'releases' | 'deployments'

/** What a view answers. */
export type Answer =
  | {
      readonly kind: 'page'
      readonly title: string
      readonly body: Html
      readonly tab?: Tab
      /** Whether something on it still runs, so that it is worth looking again. */
      readonly live?: boolean
    }
  | { readonly kind: 'redirect'; readonly location: string }
  | {
      readonly kind: 'bytes'
      readonly contentType: string
      readonly bytes: Uint8Array | string
      /** What the bytes may do when a browser shows them. */
      readonly policy?: string
    }
  | { readonly kind: 'file'; readonly file: string; readonly contentType: string; readonly name: string }

/** A request for a page of a repository. */
export interface Visit {
  readonly forge: ForgeState
  readonly repository: ForgeRepository
  /** Parts of the path that the route names. */
  readonly parts: Readonly<Record<string, string>>
  readonly url: URL
}

/** @returns undefined where there is no such page */
export type View = (visit: Visit) => Answer | undefined | Promise<Answer | undefined>
