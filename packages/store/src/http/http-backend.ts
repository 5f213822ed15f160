import { digestOf } from '@slipway/core'
import type { Backend, ByteRange, Content, ListedObject } from '../backend.ts'
import { storeError } from '../error.ts'
import { readWhole } from '../read-whole.ts'
import { checkStorePath } from '../store-path.ts'
import type { Expiring } from './credentials.ts'
import { holdContent } from './hold-content.ts'
import { HttpClient, type HttpSettings } from './http-client.ts'
import { MemoryLimit } from './memory-limit.ts'
import type { ListPage, ObjectService, ReadTask, WriteTask } from './object-service.ts'
import { readOn } from './read-on.ts'
import { MOST_AT_A_TIME } from './request-limit.ts'

/** Objects on their way are in memory, to be sent again; no object of a shared store is much larger than a third of this. */
const HELD_BYTES = 192 << 20

/** A store in an object store on the network that has conditional writes; each object goes by one request. */
export class HttpBackend<Credentials extends Expiring> implements Backend {
  readonly url: string
  readonly concurrency = MOST_AT_A_TIME
  readonly #service: ObjectService<Credentials>
  readonly #settings: HttpSettings<Credentials>
  readonly #client: HttpClient<Credentials>
  readonly #memory = new MemoryLimit(HELD_BYTES)
  /** Settled once this process has seen a conditional write refused, as it should be. */
  #proof: Promise<unknown> | undefined

  constructor(service: ObjectService<Credentials>, settings: HttpSettings<Credentials>) {
    this.url = service.url
    this.#service = service
    this.#settings = settings
    this.#client = new HttpClient(service, settings)
  }

  async size(path: string): Promise<number | undefined> {
    const reply = await this.#client.send({ verb: 'size', path: checkStorePath(path) }, ['absent', 'beyond'])
    if (reply.meaning === 'absent') return undefined
    // Where its first byte was asked for, it has none.
    if (reply.meaning === 'beyond') return 0
    try {
      return this.#service.readSize(reply, reply.text)
    } catch (cause) {
      throw this.#strange(`Cannot read "${path}"`, 'the answer names no size', cause)
    }
  }

  /** A body that breaks goes on where it broke, as long as it is of the same object. */
  read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    let version: string | undefined
    const taskOf = ({ start, end }: ByteRange): ReadTask => ({
      verb: 'read',
      path: checkStorePath(path),
      start,
      end,
      version,
    })
    return readOn(range, {
      ...this.#settings,
      open: async (wanted) => {
        const reply = await this.#client.send(taskOf(wanted), ['absent', 'beyond'])
        if (reply.meaning === 'beyond') return undefined
        if (reply.meaning === 'absent')
          throw storeError('store/object-missing', `Cannot read "${path}": it is not in "${this.url}"`)
        version = this.#service.readVersion(reply.headers)
        return reply
      },
      broken: (cause, wanted) => this.#client.brokenBody(taskOf(wanted), cause),
    })
  }

  async putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'> {
    const created = await this.#holding(path, content, true, (task) => this.#create(task))
    return created ? 'created' : 'exists'
  }

  async put(path: string, content: Content): Promise<void> {
    await this.#holding(path, content, false, (task) => this.#write(task))
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    const own = this.#service.prefix
    let page: string | undefined
    do {
      const reply = await this.#client.send({ verb: 'list', path: prefix, page })
      const { objects, next } = this.#readPage(reply.text, prefix)
      for (const { path: key, ...object } of objects) {
        // A key that ends with a slash is a folder that somebody made by hand in a console.
        if (key.startsWith(own) && !key.endsWith('/')) yield { path: key.slice(own.length), ...object }
      }
      page = next
    } while (page !== undefined)
  }

  async delete(path: string): Promise<void> {
    await this.#client.send({ verb: 'delete', path: checkStorePath(path) }, ['absent'])
  }

  /** With all the bytes, before any is sent. @throws store/object-corrupt when the path promises others */
  #holding<Result>(
    path: string,
    content: Content,
    ifAbsent: boolean,
    work: (task: WriteTask) => Promise<Result>,
  ): Promise<Result> {
    checkStorePath(path)
    return holdContent(this.#memory, path, content, (bytes, digest) =>
      work({ verb: 'write', path, bytes, digest, ifAbsent }),
    )
  }

  /**
   * The first conditional write of a process shows that the server keeps the condition, on an object that is there
   * afterwards: with its own bytes, so that a server that does not keep it has lost nothing. A Store's first write is
   * its `format`, so the proof comes before any record; at opening it would cost a request where nobody writes.
   */
  async #create(task: WriteTask): Promise<boolean> {
    if (this.#proof !== undefined) {
      await this.#proof
      return this.#write(task)
    }
    const first = this.#createProving(task)
    this.#proof = first
    try {
      return await first
    } catch (error) {
      this.#proof = undefined
      throw error
    }
  }

  async #createProving(task: WriteTask): Promise<boolean> {
    const { path } = task
    const there = (await this.size(path)) === undefined ? undefined : await readWhole(this.read(path))
    if (there === undefined && !(await this.#write(task))) return false
    const again = there === undefined ? task : { ...task, bytes: there, digest: digestOf(there) }
    if (await this.#write(again, 'known')) throw this.#unconditional('ignores the condition')
    return there === undefined
  }

  /**
   * One request; the server compares the bytes with a digest.
   * @param before `known` where equal bytes are no sign that an attempt without an answer was ours
   * @returns false where the object was there
   */
  async #write(task: WriteTask, before: 'known' | 'unknown' = 'unknown'): Promise<boolean> {
    const reply = await this.#client.send(task, task.ifAbsent ? ['unmet', 'unconditional', 'denied'] : [])
    if (reply.meaning === 'done') return true
    if (reply.meaning === 'unconditional') throw this.#unconditional('knows no condition')
    // Where a role may create and nothing else, a service may look at the right before the condition.
    if (reply.meaning === 'denied' && (await this.size(task.path)) === undefined) throw reply.error()
    // An attempt that got no answer may have arrived: then what is there is ours.
    if (!reply.uncertain || before === 'known') return false
    return Buffer.compare(await readWhole(this.read(task.path)), task.bytes) === 0
  }

  #readPage(text: string, prefix: string): ListPage {
    try {
      return this.#service.readPage(text)
    } catch (cause) {
      const problem = `the answer is no list of objects (${(cause as Error).message})`
      throw this.#strange(`Cannot list "${prefix}"`, problem, cause)
    }
  }

  #strange(cannot: string, problem: string, cause?: unknown): Error {
    return storeError('store/read-failed', `${cannot} in "${this.url}": ${problem}`, {
      cause,
      hint: `Check that ${this.#service.origin} is the right server, and no page of a console or a proxy`,
    })
  }

  #unconditional(problem: string): Error {
    return storeError(
      'store/conditions-ignored',
      `Cannot write in "${this.url}": the server ${problem} "${this.#service.condition}"; expected that it refuses to write over what is there`,
      {
        hint: 'Two runs could overwrite each other’s records there. Update the server, or use another: docs/guides/remotes.md',
      },
    )
  }
}
