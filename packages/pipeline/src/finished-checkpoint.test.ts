import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { finishedAt, newestFinished } from './finished-checkpoint.ts'

const base = mkdtempSync(join(tmpdir(), 'slipway-finished-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let folder = ''
let count = 0
beforeEach(() => {
  folder = join(base, String(count++))
  mkdirSync(folder)
})

/** A file whose content was written at this second. */
function write(path: string, second: number, text = 'x'): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
  utimesSync(join(folder, path), second, second)
}

const RENAMED = { marker: undefined }
const newest = (rule: { marker: string | undefined } = RENAMED) => newestFinished(folder, rule)?.name

describe('newestFinished()', () => {
  it('takes the file or folder whose content was written last', () => {
    write('b.pt', 10)
    write('a/weights', 20)
    write('a/optimiser', 5)
    expect(newest()).toBe('a')
    write('c.pt', 30)
    expect(newest()).toBe('c.pt')
  })

  it('passes over names that are not final, links and empty folders', () => {
    for (const name of ['.hidden', 'a.tmp', 'b.partial', 'c.part', 'D.TMP']) write(name, 10)
    mkdirSync(join(folder, 'empty'))
    symlinkSync('.hidden', join(folder, 'latest'))
    expect(newest()).toBeUndefined()
    renameSync(join(folder, 'a.tmp'), join(folder, 'a'))
    expect(newest()).toBe('a')
  })

  it('waits for the marker where there is one', () => {
    write('step-1/weights', 10)
    write('step-1/DONE', 11)
    write('step-2/weights', 20)
    expect(newest({ marker: 'DONE' })).toBe('step-1')
    write('step-2/DONE', 21)
    expect(newest({ marker: 'DONE' })).toBe('step-2')
  })

  it('does not take an older one for the newest while it is being removed', () => {
    write('step-1/a', 10)
    write('step-1/b', 11)
    write('step-2/a', 20)
    rmSync(join(folder, 'step-1/b'))
    expect(newest()).toBe('step-2')
  })

  it('is undefined for a folder that is not there', () => {
    expect(newestFinished(join(folder, 'none'), RENAMED)).toBeUndefined()
  })
})

describe('finishedAt()', () => {
  it('has another stamp once a file of it was written to', () => {
    write('step-1/a', 10)
    const before = finishedAt(folder, 'step-1', RENAMED)
    expect(finishedAt(folder, 'step-1', RENAMED)).toEqual(before)
    write('step-1/a', 10, 'longer')
    expect(finishedAt(folder, 'step-1', RENAMED)?.stamp).not.toBe(before?.stamp)
  })
})
