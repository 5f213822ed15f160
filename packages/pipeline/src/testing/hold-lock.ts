// Holds the run lock of its first argument until it is killed.
import { holdRunLock } from '../run-lock.ts'

await holdRunLock(process.argv[2] ?? '.', { signal: new AbortController().signal, onWait: () => {} })
process.send?.('held')
process.on('message', () => {})
