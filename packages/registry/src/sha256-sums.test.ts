import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { expect, it } from 'vitest'
import { sha256Sums } from './sha256-sums.ts'

it('sha256Sums() is what coreutils writes, and checks', () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-sums-'))
  try {
    const names = ['model.json', 'a b.onnx', 'back\\slash', 'line\nbreak', 'é.txt']
    for (const name of names) writeFileSync(join(root, name), name)
    const text = sha256Sums(names.map((name) => ({ name, digest: digestOf(name) })))
    expect(execFileSync('sha256sum', ['--', ...names.toSorted()], { cwd: root, encoding: 'utf8' })).toBe(text)
    writeFileSync(join(root, 'SHA256SUMS'), text)
    const check = () =>
      execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: root, stdio: 'pipe' })
    expect(check).not.toThrow()
    writeFileSync(join(root, 'model.json'), 'changed')
    expect(check).toThrow()
  } finally {
    rmSync(root, { recursive: true })
  }
})
