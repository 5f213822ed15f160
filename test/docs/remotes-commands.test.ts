// What the pages of the clouds tell people to type is typed here. The clouds' own programs are stood in for: each call must
// name files that the page shows, and hand over what can be read.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CodeBlock, codeBlocks } from './code-blocks.ts'
import { typeInShell } from './typed-commands.ts'

const SHOWN_FILE = /`([\w-]+\.(?:json|yaml|txt))`:\n\n```\w+\n([\s\S]*?)^```$/gm

/** Writes down what it was called with, and fails where a file that it was given is not there. */
const PROGRAM = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs')
const args = process.argv.slice(2)
for (const arg of args) {
  const file = /^(?:@|--condition-from-file=)(.+)$/.exec(arg)?.[1]
  if (file !== undefined) readFileSync(file)
  if (arg === '') throw new Error('an argument is empty')
}
appendFileSync('calls', JSON.stringify([require('node:path').basename(process.argv[1]), ...args]) + '\\n')
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-clouds-'))
  mkdirSync(join(folder, 'bin'))
  for (const name of ['az', 'gcloud']) {
    writeFileSync(join(folder, 'bin', name), PROGRAM)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Lines after a prompt, those that go on in the next line among them. */
const typed = (blocks: readonly CodeBlock[]) =>
  blocks
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => [...text.matchAll(/^[$>] ?(.*)$/gm)].map(([, line = '']) => line))

/** Types what a page shows, beside the files that it shows. @returns the calls of the cloud's program */
async function typePage(page: string, without?: string): Promise<readonly (readonly string[])[]> {
  const text = readFileSync(new URL(`../../docs/guides/remotes/${page}.md`, import.meta.url), 'utf8')
  for (const [, name = '', content = ''] of text.matchAll(SHOWN_FILE))
    if (name !== without) writeFileSync(join(folder, name), content)
  writeFileSync(join(folder, 'calls'), '')
  await typeInShell(typed(codeBlocks(text)), { cwd: folder, path: [join(folder, 'bin')] })
  const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
  return calls.map((call) => JSON.parse(call) as string[])
}

describe('the commands of docs/guides/remotes', () => {
  it('make the roles of Google Cloud with the conditions that the page shows', async () => {
    const calls = await typePage('gcs')
    expect(calls.every(([program]) => program === 'gcloud')).toBe(true)
    expect(calls.filter((call) => call.includes('add-iam-policy-binding')).length).toBe(8)
    rmSync(join(folder, 'main-mend.yaml'))
    await expect(typePage('gcs', 'main-mend.yaml')).rejects.toThrow()
  })

  it('make the roles of Azure with the definitions and conditions that the page shows', async () => {
    const calls = await typePage('azure')
    const conditions = calls.flatMap((call) => call.slice(call.indexOf('--condition') + 1).slice(0, 1))
    expect(calls.filter((call) => call.includes('--condition')).length).toBe(3)
    expect(conditions.some((each) => each.includes("StringLike 'my-project/o/*'"))).toBe(true)
    const [parameters = ''] = calls.flatMap((call) => call.slice(-1)).filter((each) => each.startsWith('{'))
    expect(JSON.parse(parameters)).toMatchObject({ audiences: ['api://AzureADTokenExchange'] })
  })
})
