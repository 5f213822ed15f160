import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Params {
  /** Which of the fixtures the model predicts like; `broken` fails to train. */
  readonly model?: 'base' | 'better' | 'tiny' | 'worse' | 'unsure' | 'broken'
  /** Makes the model's bytes differ. */
  readonly seed?: number
}

/** Writes params.yaml of the project. */
export function setParams(folder: string, { model, seed }: Params): void {
  edit(folder, 'params.yaml', (text) => {
    const named = model === undefined ? text : text.replace(/^ {2}model: .*$/m, `  model: ${model}`)
    return seed === undefined ? named : named.replace(/^ {2}seed: .*$/m, `  seed: ${seed}`)
  })
}

/** Changes one file; an edit that changes nothing is a mistake of the test. */
export function edit(folder: string, path: string, change: (text: string) => string): void {
  const file = join(folder, path)
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`the edit of ${path} changes nothing`)
  writeFileSync(file, after)
}
