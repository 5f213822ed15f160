import type { IncomingMessage } from 'node:http'
import { HttpError } from './http-error.ts'

const LARGEST_JSON = 50 * 1024 * 1024

/** All bytes of a request. */
export async function readBody(request: IncomingMessage, largest = LARGEST_JSON): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largest) throw new HttpError(413, 'Payload too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * A JSON body; undefined when there is none.
 * @throws HttpError 400 as GitHub for what is no JSON object
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = (await readBody(request)).toString()
  if (text.trim() === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new HttpError(400, 'Problems parsing JSON')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new HttpError(400, 'Body should be a JSON object')
}
