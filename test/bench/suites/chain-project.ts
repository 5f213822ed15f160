import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes a chain of stages, each of which copies what the one before it made, as slipway.yaml and as dvc.yaml. */
export function writeChain(folder: string, tool: 'slipway' | 'dvc', stages: number): void {
  mkdirSync(join(folder, 'out'), { recursive: true })
  writeFileSync(join(folder, 'seed.txt'), 'seed\n')
  const lines = Array.from({ length: stages }, (_, index) => {
    const from = index === 0 ? 'seed.txt' : `out/${index - 1}.txt`
    const to = `out/${index}.txt`
    return `  s${index}: { cmd: "cp ${from} ${to}", deps: [${from}], outs: [${to}] }`
  })
  const head = tool === 'slipway' ? ['version: 1'] : []
  writeFileSync(join(folder, `${tool}.yaml`), [...head, 'stages:', ...lines, ''].join('\n'))
  // DVC refuses outputs that Git tracks, and ignores them itself in a file that it writes on its own.
  writeFileSync(join(folder, '.gitignore'), '/out/\n')
}
