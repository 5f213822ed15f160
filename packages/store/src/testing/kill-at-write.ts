import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

// Loaded before a program (`node --import`): kills it, as a power cut would, at the n-th call that changes the disk, where n is
// KILL_AT_WRITE. A write is cut in its middle. Without n, or when the program makes fewer calls, it ends as usual and says on
// standard error how many there were.

type Call = (...args: unknown[]) => unknown

const limit = Number(process.env.KILL_AT_WRITE ?? '0')
let calls = 0

function isLast(): boolean {
  calls++
  return calls === limit
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way; nothing may happen any more.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  throw new Error('killed')
}

function intercept(
  owner: Record<string, unknown>,
  name: string,
  before: (args: unknown[], call: Call) => void,
): void {
  const original = owner[name] as Call
  const intercepted = (...args: unknown[]) => {
    before(args, original)
    return original.apply(owner, args)
  }
  // What promisify() makes of it depends on a property.
  owner[name] = Object.defineProperties(intercepted, Object.getOwnPropertyDescriptors(original))
}

const always = () => {
  if (isLast()) die()
}

const sync = fs as unknown as Record<string, unknown>
const promises = fs.promises as unknown as Record<string, unknown>
for (const name of ['linkSync', 'renameSync', 'rmSync', 'mkdirSync', 'mkdtempSync', 'fsyncSync', 'fsync'])
  intercept(sync, name, always)
for (const name of ['copyFile', 'chmod', 'open']) intercept(promises, name, always)
intercept(sync, 'openSync', ([, flags]) => {
  if (flags === 'wx' || flags === 'w') always()
})
const writeSync = sync.writeSync as Call
for (const name of ['writeSync', 'write'])
  intercept(sync, name, ([fd, bytes]) => {
    if (!isLast()) return
    if (bytes instanceof Uint8Array) writeSync(fd, bytes.subarray(0, bytes.length >> 1))
    die()
  })
intercept(sync, 'writeFileSync', ([path, content], write) => {
  if (!isLast()) return
  const bytes = Buffer.from(content as string | Uint8Array)
  write(path, bytes.subarray(0, bytes.length >> 1))
  die()
})
syncBuiltinESMExports()

process.on('exit', () => fs.writeSync(2, `${calls} changes\n`))
