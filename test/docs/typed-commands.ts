import { execFile } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { promisify } from 'node:util'
import type { CodeBlock } from './code-blocks.ts'

const execute = promisify(execFile)

/** What a page tells its reader to type, in order. */
export function typedCommands(blocks: readonly CodeBlock[]): readonly string[] {
  return blocks.flatMap(({ language, text }) =>
    language === 'console' ? [...text.matchAll(/^\$ (.*)$/gm)].map(([, line = '']) => line) : [],
  )
}

const WHO = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
}

/**
 * Types lines into one shell, as a reader would, and gives what it printed; a line that fails ends it.
 * @param path folders in which commands are looked for first
 */
export async function typeInShell(
  lines: readonly string[],
  { cwd, path = [] }: { readonly cwd: string; readonly path?: readonly string[] },
): Promise<string> {
  const { PATH = '', HOME = '' } = process.env
  const { stdout } = await execute('bash', ['-ec', lines.join('\n')], {
    cwd,
    env: { PATH: [...path, dirname(process.execPath), PATH].join(delimiter), HOME, ...WHO },
    timeout: 180_000,
  })
  return stdout
}
