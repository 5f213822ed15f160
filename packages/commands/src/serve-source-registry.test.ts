import { type Digest, digestOf } from '@slipway/core'
import { Repository } from '@slipway/git'
import { TEST_GIT_ENV, TemporaryRepository } from '@slipway/git/testing'
import type { ByteSource } from '@slipway/serve'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registrySource } from './serve-source-registry.ts'
import { type ServedRelease, tagRelease, tagStage } from './testing/served-release.ts'

const signal = new AbortController().signal
const bytes = (text: string) => new TextEncoder().encode(text)
const golden = {
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [1], data: [2] }],
  tolerance: 0,
}

let repository: TemporaryRepository
/** What the places hold, by digest; a test may put other bytes there. */
let objects: Map<Digest, Uint8Array>
let opened: string[]

beforeEach(() => {
  repository = TemporaryRepository.create({ 'a.txt': 'a' })
  objects = new Map()
  opened = []
})
afterEach(() => repository[Symbol.dispose]())

function release(version: string, model: string): ServedRelease {
  const made = tagRelease(repository, version, bytes(model), [golden])
  objects.set(made.digest, made.model)
  objects.set(digestOf(made.modelJson), made.modelJson)
  return made
}

function source(...stages: string[]) {
  return registrySource(
    stages.map((stage) => ({ model: 'm', stage })),
    {
      describe: 'a test',
      readTags: async () => (await Repository.open(repository.root, TEST_GIT_ENV)).tags(),
      sourcesOf: (digest, tag, file): readonly ByteSource[] => [
        {
          describe: `${tag} ${file}`,
          open: async function* () {
            opened.push(`${tag} ${file}`)
            yield objects.get(digest) ?? bytes('')
          },
        },
      ],
    },
  )
}

describe('registrySource()', { timeout: 60_000 }, () => {
  it('desires the version that holds the stage, with the digests of its tag and the golden cases of its model.json', async () => {
    const first = release('v1.0.0', 'first')
    tagStage(repository, 'prod', 1, first)
    const { models, unsettled } = await source('prod').read(signal)
    expect(unsettled).toEqual([])
    expect(models).toMatchObject([
      { name: 'm', version: 'v1.0.0', digest: first.digest, stage: 'prod', golden: [golden] },
    ])
    expect(models[0]?.sources.map(({ describe: name }) => name)).toEqual(['m@v1.0.0 models/m.onnx'])
  })

  it('follows the stage: a newer version changes nothing, an assignment does, and another one rolls back', async () => {
    const follow = source('prod')
    const version = async () => (await follow.read(signal)).models.map((model) => model.version)
    const first = release('v1.0.0', 'first')
    tagStage(repository, 'prod', 1, first)
    expect(await version()).toEqual(['v1.0.0'])
    const second = release('v1.1.0', 'second')
    expect(await version()).toEqual(['v1.0.0'])
    tagStage(repository, 'prod', 2, second)
    expect(await version()).toEqual(['v1.1.0'])
    tagStage(repository, 'prod', 3, first)
    expect(await version()).toEqual(['v1.0.0'])
    expect(opened).toEqual(['m@v1.0.0 model.json', 'm@v1.1.0 model.json'])
  })

  it('settles nothing before the first assignment, and desires nothing once all were taken back', async () => {
    const follow = source('prod')
    expect(await follow.read(signal)).toMatchObject({ models: [], unsettled: [{ name: 'm' }] })
    const first = release('v1.0.0', 'first')
    expect(await follow.read(signal)).toMatchObject({ models: [], unsettled: [{ name: 'm' }] })
    tagStage(repository, 'prod', 1, first)
    repository.git('tag', '-a', 'm#prod!#2', '-m', 'no more', 'm@v1.0.0^{commit}')
    expect(await follow.read(signal)).toEqual({ models: [], unsettled: [] })
  })

  it.each<[string, () => void, string]>([
    [
      'that was never registered',
      () => repository.git('tag', '-a', 'm#prod#1', '-m', 'm', repository.commit('bare')),
      'no registered version',
    ],
    [
      'whose tag names no digest',
      () => {
        repository.git('tag', '-a', 'm@v1.0.0', '-m', 'as GTO writes it')
        repository.git('tag', '-a', 'm#prod#1', '-m', 'm')
      },
      'no digest',
    ],
    [
      'of which the stage tag says another digest',
      () => tagStage(repository, 'prod', 1, { ...release('v1.0.0', 'first'), digest: digestOf('other') }),
      'different digests',
    ],
    [
      'whose model.json was changed',
      () => {
        const made = release('v1.0.0', 'first')
        tagStage(repository, 'prod', 1, made)
        objects.set(
          digestOf(made.modelJson),
          bytes(Buffer.from(made.modelJson).toString().replace('v1.0.0', 'v9.0.0')),
        )
      },
      'its digest is',
    ],
    [
      'whose model.json is about another version',
      () => {
        const made = release('v1.0.0', 'first')
        const message = repository
          .git('tag', '--list', '--format=%(contents)', made.tag)
          .replace('v1.0.0', 'v2.0.0')
        repository.git('tag', '-a', 'm@v2.0.0', '-m', message, repository.commit('second'))
        tagStage(repository, 'prod', 1, { ...made, tag: 'm@v2.0.0' })
      },
      'about m v1.0.0',
    ],
  ])('settles nothing for a holder %s, and says why', async (_what, arrange, reason) => {
    arrange()
    expect(await source('prod').read(signal)).toEqual({
      models: [],
      unsettled: [{ name: 'm', problem: expect.stringContaining(reason) }],
    })
  })
})
