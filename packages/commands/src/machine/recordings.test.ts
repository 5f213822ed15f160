import { describe, expect, it } from 'vitest'
import { parseAmdSmi } from './parse-amd-smi.ts'
import { parseNvidiaSmi } from './parse-nvidia-smi.ts'
import { parseRocmSmi } from './parse-rocm-smi.ts'
import { EDITED, recording } from './testing/machines.ts'

const MIB = 2 ** 20
const first = ({ gpus }: ReturnType<typeof parseNvidiaSmi>) => gpus[0] ?? expect.fail('no GPU')

describe('parseNvidiaSmi()', () => {
  it('reads an A100 in MIG instances', () => {
    const reading = parseNvidiaSmi(recording('a100-sxm4-v12.xml'))
    expect(reading).toMatchObject({ vendor: 'nvidia', driver: '535.54.03', cuda: '12.2' })
    expect(first(reading)).toMatchObject({
      name: 'NVIDIA A100-SXM4-80GB',
      bus: '00000000:01:00.0',
      memory: { totalBytes: 81920 * MIB, freeBytes: 80999 * MIB },
      compute: '8.0',
      computeMode: 'Default',
      persistence: false,
      eccErrors: { corrected: 0, uncorrected: 0 },
      repair: null,
      temperature: { celsius: 27, slowdownCelsius: 89 },
      throttling: [],
      processes: [],
    })
    expect(first(reading).instances).toEqual(
      Array(4).fill({ totalBytes: 19968 * MIB, freeBytes: 19955 * MIB }),
    )
  })

  it('reads a T4 of an older document type, and tells a desktop from a program', () => {
    const reading = parseNvidiaSmi(recording('tesla-t4.xml'))
    expect(reading).toMatchObject({ driver: '515.105.01', cuda: '11.7' })
    expect(first(reading)).toMatchObject({ name: 'Tesla T4', compute: '7.5', instances: null })
    expect(first(reading).processes).toEqual([
      { pid: 675, name: 'Xorg', isGraphics: true, usedBytes: 22 * MIB },
      { pid: 5762, name: 'python', isGraphics: false, usedBytes: 1005 * MIB },
    ])
  })

  it('reads an RTX 3060, which counts no memory errors and has no instances', () => {
    const gpu = first(parseNvidiaSmi(recording('rtx-3060-v12.xml')))
    expect(gpu).toMatchObject({ compute: '8.6', persistence: true, instances: null, eccErrors: null })
    expect(gpu.memory).toEqual({ totalBytes: 12288 * MIB, freeBytes: 11806 * MIB })
  })

  it('reads an A10G and an H100', () => {
    expect(first(parseNvidiaSmi(recording('a10g.xml')))).toMatchObject({
      name: 'NVIDIA A10G',
      compute: '8.6',
    })
    const h100 = parseNvidiaSmi(EDITED.h100())
    expect(h100).toMatchObject({ driver: '550.54.15', cuda: '12.4' })
    expect(first(h100)).toMatchObject({ compute: '9.0', instances: null, persistence: true })
  })

  it('reads what is broken', () => {
    expect(first(parseNvidiaSmi(EDITED.t4MemoryErrors())).eccErrors).toEqual({ corrected: 0, uncorrected: 2 })
    expect(first(parseNvidiaSmi(EDITED.t4PendingPage())).repair).toMatchObject({ mend: 'reset soon' })
    expect(first(parseNvidiaSmi(EDITED.a100WaitsForReset())).repair).toMatchObject({ mend: 'reset now' })
    expect(first(parseNvidiaSmi(EDITED.a100WithoutInstances())).instances).toEqual([])
  })

  it('names heat as a reason for slow clocks, and not a power limit, which somebody set', () => {
    expect(first(parseNvidiaSmi(EDITED.rtxHot()))).toMatchObject({
      throttling: ['hardware thermal slowdown'],
      temperature: { celsius: 93, slowdownCelsius: 95 },
    })
  })

  it.each(['', 'No devices were found\n', '<html></html>', recording('tesla-t4.xml').slice(0, 4000)])(
    'refuses what is not a whole document: %#',
    (text) => {
      expect(() => parseNvidiaSmi(text)).toThrow()
    },
  )
})

describe('parseRocmSmi()', () => {
  it('reads four MI100, and a Radeon of a newer version behind a warning', () => {
    const reading = parseRocmSmi(recording('mi100_rocm602.json'))
    expect(reading).toMatchObject({ vendor: 'amd', driver: '6.3.6', cuda: null })
    expect(reading.gpus.map(({ bus }) => bus)).toEqual([
      '0000:83:00.0',
      '0000:A3:00.0',
      '0000:C3:00.0',
      '0000:E3:00.0',
    ])
    expect(reading.gpus[0]).toMatchObject({
      name: 'Arcturus GL-XL [Instinct MI100]',
      uuid: '0x79ccd55167a2124a',
      memory: { totalBytes: 34342961152, freeBytes: 34336210944 },
      temperature: { celsius: 55, slowdownCelsius: null },
    })
    const radeon = parseRocmSmi(
      `WARNING: AMD GPU device(s) is/are asleep\n${recording('rx6700xt_rocm612.json')}`,
    )
    expect(radeon.gpus).toHaveLength(1)
    expect(radeon.gpus[0]).toMatchObject({ name: 'Navi 22 [Radeon RX 6700/6700 XT / 6800M]', uuid: null })
  })

  it.each(['', '{}', '{"system":{}}', 'ERROR: No AMD GPU'])('refuses %j', (text) => {
    expect(() => parseRocmSmi(text)).toThrow()
  })
})

describe('parseAmdSmi()', () => {
  const [fixed, metric] = [recording('mi300x-static.json'), recording('mi300x-metric.json')]

  it('reads two MI300X, with what each tells', () => {
    const reading = parseAmdSmi(fixed, metric)
    expect(reading).toMatchObject({ vendor: 'amd', driver: '6.10.5' })
    expect(reading.gpus).toMatchObject([
      {
        name: 'AMD Instinct MI300X',
        bus: '0000:05:00.0',
        memory: { totalBytes: 196592 * MIB, freeBytes: 196307 * MIB },
        eccErrors: { corrected: 2, uncorrected: 0 },
        temperature: { celsius: 41, slowdownCelsius: 100 },
      },
      { uuid: null, memory: { freeBytes: 4592 * MIB }, eccErrors: null, temperature: null },
    ])
  })

  it('reads the list of earlier versions, and does without metrics', () => {
    const list = JSON.stringify(JSON.parse(fixed).gpu_data)
    expect(parseAmdSmi(list, '[]').gpus).toMatchObject([{ memory: null }, { memory: null }])
    expect(() => parseAmdSmi('{"error": "no"}', '[]')).toThrow()
  })
})
