import { type Digest, digestOf, formatModelJson, type ModelJson } from '@slipway/core'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { formatVersionMessage } from '@slipway/registry'
import { Store } from '@slipway/store'
import { MemoryBackend } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../open-workspace.ts'
import { runCommand } from '../run-command.ts'
import { TemporaryProject } from '../testing/temporary-project.ts'
import { gatherRoots } from './gather-roots.ts'
import { releaseRoots } from './release-roots.ts'

const digests = (...texts: readonly string[]) => texts.map((text) => digestOf(text))
const [model, predictions, metrics, data, run, evaluation, verdict, gate] = digests(
  ...['model', 'predictions', 'metrics', 'data', 'run', 'evaluation', 'verdict', 'gate'],
) as [Digest, Digest, Digest, Digest, Digest, Digest, Digest, Digest]

const json: ModelJson = {
  schema: 'slipway.model/v1',
  model: 'delay',
  version: 'v1.0.0',
  commit: 'a'.repeat(40),
  file: { path: 'model.onnx', kind: 'file', oid: model, bytes: 5 },
  run: { key: run, record: digestOf('r') },
  evaluation: { key: evaluation, record: digestOf('e') },
  evaluation_code: null,
  predictions: { kind: 'file', oid: predictions, bytes: 1 },
  metrics: [{ path: 'm.json', output: { kind: 'file', oid: metrics, bytes: 1 } }],
  testset: null,
  data: [{ path: 'data', oid: data }],
  verdict,
  gate,
  signature: null,
  golden: [],
  signoff: null,
}
const text = formatModelJson(json)
const [headline, , ...body] = formatVersionMessage('delay', 'v1.0.0', {
  model,
  modelJson: digestOf(text),
  run,
  record: digestOf('r'),
  verdict,
}).split('\n')

const tag = (name: string, time: number) => ({
  ...{ name, time, annotated: true, commit: 'a'.repeat(40), tree: 'b'.repeat(40), tagger: 'ada' },
  ...{ email: 'ada@example.com', subject: headline ?? '', body: body.join('\n').trim() },
})

const nowhere = async () => undefined

describe('releaseRoots()', () => {
  it('names all that a version rests on, also once it was taken back', async () => {
    const store = new Store(new MemoryBackend())
    await store.writeBytes(Buffer.from(text))
    for (const tags of [[tag('delay@v1.0.0', 1)], [tag('delay@v1.0.0', 1), tag('delay@v1.0.0!', 2)]]) {
      const roots = await releaseRoots(tags, store, nowhere)
      const of = (kind: string) =>
        new Set(roots.filter((root) => root.of === kind).map(({ digest }) => digest))
      expect(of('output')).toEqual(new Set([model, digestOf(text), predictions, metrics, data]))
      expect(of('run')).toEqual(new Set([run, evaluation]))
      expect(of('verdict')).toEqual(new Set([verdict]))
    }
  })

  it('fails where neither the shared store nor the release has model.json whole; this machine’s need not have it', async () => {
    const backend = new MemoryBackend()
    const store = new Store(backend)
    const tags = [tag('delay@v1.0.0', 1)]
    const refused = expect.objectContaining({ code: 'gc/release-unreadable' })
    await expect(releaseRoots(tags, store, nowhere)).rejects.toEqual(refused)
    await store.writeBytes(Buffer.from(text))
    const path = [...backend.objects.keys()].find((each) => each.startsWith('o/')) ?? ''
    backend.objects.set(path, Buffer.from(text.replace('delay', 'dealy')))
    await expect(releaseRoots(tags, store, nowhere)).rejects.toEqual(refused)
    const asked: unknown[] = []
    const fromRelease = async (...named: unknown[]) => {
      asked.push(named)
      return Buffer.from(text)
    }
    expect(await releaseRoots(tags, store, fromRelease)).toHaveLength(11)
    expect(asked).toEqual([['delay@v1.0.0', digestOf(text)]])
    const roots = await releaseRoots(tags, store)
    expect(roots.map(({ digest }) => digest)).toEqual([model, digestOf(text), run, verdict])
  })

  it('passes over versions of tags that name no digest', async () => {
    const store = new Store(new MemoryBackend())
    expect(await releaseRoots([{ ...tag('delay@v1.0.0', 1), body: '' }], store, nowhere)).toEqual([])
  })
})

const PIPELINE = `
stages:
  train: { cmd: "cat word > model", deps: [word], outs: [model] }
`

describe('gatherRoots()', () => {
  it('names the runs of every branch’s stages as they are now, and passes over a branch that cannot be planned', async () => {
    using project = new TemporaryProject(PIPELINE)
    project.write('.gitignore', '/model\n')
    const runs: Digest[] = []
    for (const word of ['old', 'kept', 'now']) {
      project.write('word', word)
      project.repository.commit(word)
      const ran = await project.run(runCommand, {
        ...{
          stages: [],
          again: false,
          twice: false,
          fresh: false,
          limitMinutes: undefined,
          dryRun: false,
          noPush: false,
          base: undefined,
        },
      })
      runs.push(ran.stages[0]?.key as Digest)
      if (word === 'kept') project.repository.git('branch', 'kept')
    }
    project.repository.git('checkout', '--quiet', '-b', 'broken')
    project.write('slipway.yaml', 'version: 9\n')
    project.repository.commit('broken')
    project.repository.git('checkout', '--quiet', 'main')
    const context = project.context()
    const { repository, local } = await openWorkspace({ ...context, env: TEST_GIT_ENV })
    const roots = await gatherRoots(context, repository, local, { history: 'all', shared: false })
    const found = roots.filter(({ of }) => of === 'run').map(({ digest }) => digest)
    expect(found.sort()).toEqual(runs.slice(1).sort())
  })
})
