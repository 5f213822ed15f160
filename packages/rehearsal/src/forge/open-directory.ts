import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { forgeError } from './error.ts'

const MARKER = 'stand-in-github.json'

/**
 * Takes a directory for a stand-in. What an earlier one left there is removed: its state lived in its process.
 * @throws stand-in/directory-taken where something else is in it, or another stand-in still uses it
 */
export async function openDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const names = await readdir(directory)
  if (names.length > 0 && !names.includes(MARKER))
    throw taken(directory, 'it holds files of something else; expected an empty or new directory')
  if (names.includes(MARKER)) {
    const { pid } = JSON.parse(await readFile(join(directory, MARKER), 'utf8')) as { readonly pid: number }
    if (isAlive(pid)) throw taken(directory, `process ${pid} uses it; expected a directory of its own`)
  }
  await writeFile(join(directory, MARKER), `${JSON.stringify({ pid: process.pid })}\n`)
  for (const name of names)
    if (name !== MARKER) await rm(join(directory, name), { recursive: true, force: true })
}

/** Lets another stand-in have the directory; what is in it stays to be looked at. */
export async function leaveDirectory(directory: string): Promise<void> {
  await writeFile(join(directory, MARKER), `${JSON.stringify({ pid: 0 })}\n`)
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process lives too.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function taken(directory: string, why: string): Error {
  return forgeError('stand-in/directory-taken', `Cannot start a stand-in GitHub in "${directory}": ${why}`)
}
