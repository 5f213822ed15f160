import { writeSync } from 'node:fs'
import { request } from 'node:http'

// Loaded before an action (`node --import`): kills it, as a lost machine would, at the n-th point of its talk with GitHub, where n
// is KILL_AT_REQUEST. Each request has a point before it is sent, one in the middle of its body, and one when the answer is here
// and nobody has seen it. Without n, or when there are fewer points, the action ends as usual and says how many there were.

const limit = Number(process.env.KILL_AT_REQUEST ?? '0')
let points = 0

function isLast(): boolean {
  points++
  return points === limit
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way; nothing may happen any more.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  throw new Error('killed')
}

/** Sends the head of a request and half of its body. */
async function sendHalf(url: string, init: RequestInit): Promise<void> {
  const bytes = Buffer.from(await new Response(init.body ?? null).arrayBuffer())
  const headers = { ...Object.fromEntries(new Headers(init.headers)), 'content-length': bytes.length }
  const sending = request(url, { method: init.method, headers })
  await new Promise<void>((resolve, reject) => {
    sending.on('error', reject)
    sending.write(bytes.subarray(0, bytes.length >> 1), () => resolve())
  })
}

const send = globalThis.fetch
globalThis.fetch = async (input, init) => {
  if (isLast()) die()
  if (init?.body && isLast()) {
    await sendHalf(String(input), init)
    die()
  }
  const response = await send(input, init)
  if (isLast()) die()
  return response
}

process.on('exit', () => writeSync(2, `${points} points\n`))
