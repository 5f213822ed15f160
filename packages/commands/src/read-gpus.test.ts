import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { NO_GPU, parseGpus, readGpus } from './read-gpus.ts'

describe('parseGpus()', () => {
  it('reads name and driver, and counts', () => {
    expect(parseGpus('NVIDIA H100 80GB HBM3, 550.54.15\n')).toEqual({
      count: 1,
      name: 'NVIDIA H100 80GB HBM3',
      driver: '550.54.15',
    })
    expect(parseGpus('NVIDIA L4, 535.1\r\nTesla T4, 535.1\r\nNVIDIA L4, 535.1\r\n')).toEqual({
      count: 3,
      name: '2 × NVIDIA L4, Tesla T4',
      driver: '535.1',
    })
  })

  it.each([
    '',
    'No devices were found\n',
    'NVIDIA-SMI has failed because it could not talk to the driver.\n',
  ])('finds none in %j', (text) => {
    expect(parseGpus(text)).toEqual(NO_GPU)
  })
})

describe('readGpus()', () => {
  it('asks nvidia-smi, and knows of none where it is not there or fails', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-gpu-'))
    const path = join(folder, 'nvidia-smi')
    const env = { PATH: folder }
    expect(await readGpus(env)).toEqual(NO_GPU)
    const install = (script: string) => {
      writeFileSync(path, `#!/bin/sh\n${script}\n`)
      chmodSync(path, 0o755)
    }
    install('echo "$1 $2" | grep -q name,driver_version && echo "NVIDIA A100, 1.2"')
    expect(await readGpus({ PATH: `${folder}:${process.env.PATH}` })).toMatchObject({
      count: 1,
      driver: '1.2',
    })
    install('echo "NVIDIA A100, 1.2"; exit 9')
    expect(await readGpus(env)).toEqual(NO_GPU)
    rmSync(folder, { recursive: true })
  })
})
