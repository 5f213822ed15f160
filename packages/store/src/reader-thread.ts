import { parentPort } from 'node:worker_threads'
import { type ReadOrder, readFiles } from './read-files.ts'

// The program of a thread that reads files: one order after the other, each answered by one batch whose memory it gives away.

parentPort?.on('message', (order: ReadOrder) => {
  const batch = readFiles(order)
  const memory = [batch.states, batch.digests, ...(batch.content ? [batch.content] : [])]
  parentPort?.postMessage(
    batch,
    memory.map(({ buffer }) => buffer as ArrayBuffer),
  )
})
