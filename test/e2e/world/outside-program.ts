import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const tools = fileURLToPath(new URL('../../.tools', import.meta.url))

/** Path of a program of somebody else's that our work is held against; where it is not installed, that is said loudly. */
export function outsideProgram(name: string): string | undefined {
  const folders = [
    join(tools, 'python', 'bin'),
    join(tools, 'bin'),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
  if (found === undefined)
    console.warn(
      `SKIPPED: ${name} is neither in test/.tools nor on the PATH, so nothing here shows that it agrees`,
    )
  return found
}
