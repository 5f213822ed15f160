import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { throwIfInterrupted } from './interrupted.ts'

export interface RunLock {
  release(): Promise<void>
}

export interface RunLockOptions {
  readonly signal: AbortSignal
  /** Called once when another run holds the workspace and this one has to wait. */
  readonly onWait: () => void
}

/**
 * Holds a workspace for one run at a time on this machine; waits for its turn. Two runs in one workspace would remove each
 * other's outputs while they are being written. The lock is a listening socket, so the kernel frees it when the process
 * ends, however it ends.
 *
 * @throws pipeline/interrupted
 */
export async function holdRunLock(root: string, { signal, onWait }: RunLockOptions): Promise<RunLock> {
  const path = lockPath(realpathSync(root))
  for (let turn = 1; ; turn++) {
    throwIfInterrupted(signal)
    const lock = await tryListen(path)
    if (lock) return lock
    await untilGone(path, signal, turn === 1 ? onWait : () => {})
  }
}

/** Linux has names that vanish with the socket; elsewhere it is a file, which a crash leaves behind. */
function lockPath(root: string): string {
  const name = `slipway-run-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

/** Listens on the socket; undefined where another process does. */
function tryListen(path: string): Promise<RunLock | undefined> {
  return new Promise((resolve, reject) => {
    // Whoever waits stays connected, and sees the connection end with us.
    const waiting = new Set<Socket>()
    const server = createServer((socket) => {
      waiting.add(socket.unref())
      socket.on('close', () => waiting.delete(socket)).on('error', () => socket.destroy())
    })
    const release = () =>
      new Promise<void>((done) => {
        server.close(() => done())
        for (const socket of waiting) socket.destroy()
      })
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(path, () => resolve({ release }))
    server.unref()
  })
}

/** Returns when the process that listens is gone, or the signal is aborted. */
function untilGone(path: string, signal: AbortSignal, onWait: () => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path, onWait)
    const stop = () => socket.destroy()
    signal.addEventListener('abort', stop, { once: true })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // A file that nobody listens on was left by a crash.
      if (error.code === 'ECONNREFUSED' && !path.startsWith('\0')) rmSync(path, { force: true })
    })
    socket.once('close', () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
    socket.resume()
  })
}
