import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import type { Socket } from 'node:net'
import { gitError } from './error.ts'
import { type GitSetting, spawnFailure, spawnGit } from './git-process.ts'

export interface GitObject {
  readonly oid: string
  readonly type: string
  readonly content: Buffer
}

interface Request {
  readonly name: string
  resolve(object: GitObject | undefined): void
  reject(error: Error): void
}

const LINE_FEED = 10
const IDLE_MS = 5000

/**
 * Reads objects by name through one `git cat-file --batch`, started by the first read and kept for the next ones; it
 * ends when nobody asks for a while, and keeps this process from nothing meanwhile.
 */
export class ObjectReader {
  readonly #setting: GitSetting
  readonly #requests: Request[] = []
  #child: ChildProcessWithoutNullStreams | undefined
  #header: { oid: string; type: string; size: number } | undefined
  #chunks: Buffer[] = []
  #buffered = 0
  #idle: NodeJS.Timeout | undefined

  constructor(setting: GitSetting) {
    this.#setting = setting
  }

  /**
   * The object with this name (`HEAD^{tree}`, an object id), or undefined when there is none.
   * @throws git/failed when Git ends before it has answered
   */
  read(name: string): Promise<GitObject | undefined> {
    return new Promise((resolve, reject) => {
      // A line feed would be a second question, and shift every later answer.
      if (name.includes('\n')) return resolve(undefined)
      const child = this.#child ?? this.#start()
      clearTimeout(this.#idle)
      if (this.#requests.length === 0) hold(child, true)
      this.#requests.push({ name, resolve, reject })
      child.stdin.write(`${name}\n`)
    })
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawnGit(['cat-file', '--batch'], this.#setting)
    this.#child = child
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8')
    })
    child.stdout.on('data', (chunk: Buffer) => this.#take(child, chunk))
    child.stdin.on('error', () => {})
    child.on('error', (cause) => this.#fail(child, spawnFailure(cause, this.#setting)))
    child.on('close', (status) => {
      const names = this.#requests.map((request) => `"${request.name}"`).join(', ')
      this.#fail(
        child,
        gitError('git/failed', `Cannot read ${names}: git cat-file ended with status ${status}\n${stderr}`),
      )
    })
    return child
  }

  #fail(child: ChildProcessWithoutNullStreams, error: Error): void {
    if (this.#child !== child) return
    this.#child = undefined
    this.#header = undefined
    this.#chunks = []
    this.#buffered = 0
    for (const request of this.#requests.splice(0)) request.reject(error)
  }

  #take(child: ChildProcessWithoutNullStreams, chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    while (this.#answer()) {}
    if (this.#requests.length > 0) return
    hold(child, false)
    this.#idle = setTimeout(() => {
      this.#child = undefined
      child.stdin.end()
    }, IDLE_MS).unref()
  }

  /** Takes one whole header or body off the buffer; false when more bytes are needed. */
  #answer(): boolean {
    if (this.#header) {
      const { oid, type, size } = this.#header
      if (this.#buffered < size + 1) return false
      const content = this.#cut(size + 1).subarray(0, size)
      this.#header = undefined
      this.#requests.shift()?.resolve({ oid, type, content })
      return true
    }
    const end = this.#join().indexOf(LINE_FEED)
    if (end < 0) return false
    const line = this.#cut(end + 1).toString('utf8', 0, end)
    const [, oid, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) ([0-9]+)$/.exec(line) ?? []
    if (oid !== undefined && type !== undefined) this.#header = { oid, type, size: Number(size) }
    else this.#requests.shift()?.resolve(undefined) // "<name> missing", "<name> ambiguous"
    return true
  }

  #join(): Buffer {
    const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }

  #cut(length: number): Buffer {
    const all = this.#join()
    this.#chunks = [all.subarray(length)]
    this.#buffered -= length
    return all.subarray(0, length)
  }
}

/** Whether this process stays alive for the child: only while an answer is due. */
function hold(child: ChildProcessWithoutNullStreams, on: boolean): void {
  for (const handle of [child, child.stdin, child.stdout, child.stderr] as unknown as Socket[]) {
    if (on) handle.ref()
    else handle.unref()
  }
}
