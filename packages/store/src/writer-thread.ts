import { parentPort } from 'node:worker_threads'
import { type WriteOrder, writeFiles } from './write-files.ts'

// The program of a thread that writes files: one order after the other.

parentPort?.on('message', (order: WriteOrder) => {
  const written = writeFiles(order)
  parentPort?.postMessage(written, [written.states.buffer as ArrayBuffer])
})
