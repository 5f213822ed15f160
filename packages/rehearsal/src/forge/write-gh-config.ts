import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes a configuration of gh that sends every request to a Unix socket. @returns its directory */
export async function writeGhConfig(directory: string, socket: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  const lines = ['git_protocol: https', 'prompt: disabled', `http_unix_socket: ${JSON.stringify(socket)}`, '']
  await writeFile(join(directory, 'config.yml'), lines.join('\n'))
  return directory
}
