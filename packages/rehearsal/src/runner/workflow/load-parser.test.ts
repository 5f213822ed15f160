import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'rolldown'
import { expect, it, onTestFinished } from 'vitest'

const source = fileURLToPath(new URL('./load-parser.ts', import.meta.url))

/** Loads the parser from a module in a bare Node and says how many errors it finds in a wrong workflow. */
function errorsFrom(module: string): string {
  const script = `
    const { loadWorkflowParser } = await import(${JSON.stringify(pathToFileURL(module).href)})
    const parser = await loadWorkflowParser()
    const file = { name: 'a.yml', content: 'on: push\\njobs: { a: { wrong: 1 } }' }
    const { context } = parser.parseWorkflow(file, new parser.NoOperationTraceWriter())
    console.log(context.errors.getErrors().length)`
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim()
}

it("loadWorkflowParser() loads GitHub's parser in a bare Node", () => {
  expect(Number(errorsFrom(source))).toBeGreaterThan(0)
})

it("loadWorkflowParser() loads GitHub's parser in a bundle, without its package", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await build({
    input: source,
    platform: 'node',
    output: { dir: folder, entryFileNames: 'loader.mjs', format: 'esm' },
    logLevel: 'silent',
  })
  expect(() => createRequire(join(folder, 'x.js')).resolve('@actions/workflow-parser')).toThrow()
  expect(Number(errorsFrom(join(folder, 'loader.mjs')))).toBeGreaterThan(0)
})
