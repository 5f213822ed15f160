import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Trains the models of the flights and writes their predictions to a folder: a minute, and half a gigabyte of packages the first time. */
export function makeFlights(folder: string): void {
  const venv = join(ROOT, 'test', '.tools', 'flights')
  const python = join(venv, 'bin', 'python')
  if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', venv])
  const requirements = join(ROOT, 'examples', 'flight-delays', 'requirements.txt')
  execFileSync(python, ['-m', 'pip', 'install', '-q', '-r', requirements])
  const flights = join(ROOT, 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet')
  execFileSync(python, [join(ROOT, 'test', 'real-cases', 'make_flights.py'), flights, folder])
}
