/** What an operation answers. */
export type Reply =
  | {
      readonly kind: 'json'
      readonly status: number
      readonly body: unknown
    }
  | { readonly kind: 'empty'; readonly status: number }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'bytes'; readonly contentType: string; readonly bytes: Uint8Array | string }
  | { readonly kind: 'file'; readonly contentType: string; readonly file: string; readonly name: string }
  | ListReply

/** A list that is sent page by page; only the items of the page are presented. */
export interface ListReply {
  readonly kind: 'list'
  readonly items: readonly unknown[]
  present(item: unknown): unknown
  /** Member that holds the items, beside `total_count`; without, the reply is an array. */
  readonly member: string | undefined
}

export function ok(body: unknown): Reply {
  return { kind: 'json', status: 200, body }
}

export function created(body: unknown): Reply {
  return { kind: 'json', status: 201, body }
}

export function accepted(body: unknown): Reply {
  return { kind: 'json', status: 202, body }
}

export function noContent(): Reply {
  return { kind: 'empty', status: 204 }
}

export function redirect(location: string): Reply {
  return { kind: 'redirect', location }
}

export function list<T>(items: readonly T[], present: (item: T) => unknown, member?: string): Reply {
  return { kind: 'list', items, present: (item) => present(item as T), member }
}
