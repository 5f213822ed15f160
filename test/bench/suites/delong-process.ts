// delong-process.ts FOLDER: the same as peers/delong.py, with our own function. Prints the difference, its standard error, and
// the seconds that it took without reading the arrays.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { differenceOf, rocAuc, standardErrorOf } from '@slipway/stats'

const [y, champion, challenger] = ['y', 'champion', 'challenger'].map((name) => {
  const { buffer } = new Uint8Array(readFileSync(join(process.argv[2] ?? '.', `${name}.f64`)))
  return new Float64Array(buffer)
})
if (!y || !champion || !challenger) throw new Error('an array is missing')
const started = performance.now()
const sample = { rows: y.length }
const difference = differenceOf(rocAuc(y, challenger, sample), rocAuc(y, champion, sample))
const { standardError } = standardErrorOf(difference, sample)
console.log(difference.estimate, standardError, (performance.now() - started) / 1000)
