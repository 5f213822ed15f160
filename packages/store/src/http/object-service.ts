import type { Digest } from '@slipway/core'
import type { ListedObject } from '../backend.ts'
import type { Expiring } from './credentials.ts'

/** What a store asks of an object store; paths are those of the store, without its prefix. */
export type Task =
  | { readonly verb: 'size' | 'delete'; readonly path: string }
  | ReadTask
  | WriteTask
  | { readonly verb: 'list'; readonly path: string; readonly page: string | undefined }

export interface ReadTask {
  readonly verb: 'read'
  readonly path: string
  readonly start: number
  /** Infinity for all that there is. */
  readonly end: number
  /** Only this one, as its first answer named it: what is read in two goes is one object. */
  readonly version: string | undefined
}

export interface WriteTask {
  readonly verb: 'write'
  readonly path: string
  readonly bytes: Uint8Array
  /** Of the bytes. */
  readonly digest: Digest
  readonly ifAbsent: boolean
}

export interface ServiceRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** One after the other, so that nothing large is copied. */
  readonly body?: readonly Uint8Array[]
}

/** An answer whose head has come. */
export interface ReplyHead {
  readonly status: number
  readonly headers: Headers
}

/** What an answer means that is no success. */
export type Meaning =
  /** There is no such object. */
  | 'absent'
  /** It is there, or is another one by now: the condition does not hold. */
  | 'unmet'
  /** The range begins behind the end. */
  | 'beyond'
  /** The same request may succeed a moment later. */
  | 'busy'
  /** The same request may succeed at once: the service has learned how to ask. */
  | 'again'
  | 'expired'
  | 'refused'
  | 'denied'
  | 'homeless'
  | 'skewed'
  /** The server knows no such condition. */
  | 'unconditional'
  | 'other'

export interface Understood {
  readonly meaning: Meaning
  /** The server's own word, such as `SlowDown`; empty where it gave none. */
  readonly code: string
  readonly message: string
  /** Only this service's: what people are told about it. */
  readonly error?: { readonly code: 'store/region-wrong'; readonly problem: string; readonly hint: string }
}

export interface ListPage {
  /** With their keys in place of paths. */
  readonly objects: readonly ListedObject[]
  readonly next: string | undefined
}

/** One object store in its own words: how it is asked, and what its answers mean. */
export interface ObjectService<Credentials extends Expiring> {
  /** Of the store, for people. */
  readonly url: string
  /** Before each path, with a slash at its end; empty where the store is everything that there is. */
  readonly prefix: string
  /** What has to be there, for people: `bucket "flights"`. */
  readonly home: string
  /** The server, for people. */
  readonly origin: string
  /** The condition of a first write, for people. */
  readonly condition: string
  /** What a policy has to allow, for people. */
  readonly rights: Readonly<Record<Task['verb'], string>>
  ask(task: Task): ServiceRequest
  /** The request with what proves who asks. */
  sign(request: ServiceRequest, credentials: Credentials, nowMs: number): ServiceRequest
  understand(reply: ReplyHead, text: string, task: Task): Understood
  /** @throws Error where a success names none */
  readSize(reply: ReplyHead, text: string): number
  /** Undefined where the server gives none. */
  readVersion(headers: Headers): string | undefined
  /** @throws Error for what is no list of objects */
  readPage(text: string): ListPage
}
