import { digestOf } from '@slipway/core'
import { TEST_GIT_ENV, TemporaryRepository } from '@slipway/git/testing'
import { formatStageMessage, formatVersionMessage } from '@slipway/registry'
import { describe, expect, it } from 'vitest'
import { type Context, silentProgress } from './context.ts'
import { registryHistoryCommand } from './registry-history.ts'
import { registryListCommand } from './registry-list.ts'
import { registryShowCommand } from './registry-show.ts'

const terminal = { colour: false, columns: 100 }
const digests = (name: string) => ({
  model: digestOf(`${name} model`),
  modelJson: digestOf(`${name} model.json`),
  run: digestOf(`${name} run`),
  record: digestOf(`${name} record`),
  verdict: digestOf(`${name} verdict`),
})

/** v1.0.0 and v1.1.0 of flight-delay, rolled back from prod; a model of GTO's; a deprecated one. */
function repository(): { origin: TemporaryRepository; first: string; second: string; context: Context } {
  const origin = TemporaryRepository.create({ 'a.txt': 'a' })
  const first = origin.git('rev-parse', 'HEAD')
  origin.write('a.txt', 'b')
  const second = origin.commit('second')
  const tag = (name: string, commit: string, message: string) =>
    origin.git('tag', '--annotate', name, commit, '--message', message)
  for (const [version, commit] of [
    ['v1.0.0', first],
    ['v1.1.0', second],
  ] as const)
    tag(`flight-delay@${version}`, commit, formatVersionMessage('flight-delay', version, digests(version)))
  const stage = (version: string, reason?: string) =>
    formatStageMessage('flight-delay', 'prod', { version, model: digests(version).model, reason })
  tag('flight-delay#prod#1', first, stage('v1.0.0'))
  tag('flight-delay#prod#2', second, stage('v1.1.0'))
  tag('flight-delay#prod#3', first, stage('v1.0.0', 'slow \u001b[31m'))
  tag('dir=old/model#dev#1', second, 'by GTO')
  tag('gone@v1.0.0', second, 'by GTO')
  tag('gone@deprecated#1', second, 'by GTO')
  origin.git('tag', 'release-2024')
  return { origin, first, second, context: contextOf(origin) }
}

describe('registry list', () => {
  it('lists models by name with latest version and stage holders, deprecated ones only on demand', async () => {
    const { origin, second, context } = repository()
    using _ = origin
    const flights = {
      model: 'flight-delay',
      latest: 'v1.1.0',
      deprecated: false,
      stages: { prod: 'v1.0.0' },
    }
    const gto = { model: 'dir:old/model', latest: null, deprecated: false, stages: { dev: second } }
    const { models } = await registryListCommand.run(context, { all: false })
    expect(models).toEqual([gto, flights])
    const all = await registryListCommand.run(context, { all: true })
    expect(all.models).toEqual([
      gto,
      flights,
      { model: 'gone', latest: 'v1.0.0', deprecated: true, stages: {} },
    ])
    expect(registryListCommand.render(all, terminal).split('\n')).toEqual([
      'model              latest  dev      prod',
      `dir:old/model      -       ${second.slice(0, 7)}  -`,
      'flight-delay       v1.1.0  -        v1.0.0',
      'gone (deprecated)  v1.0.0  -        -',
    ])
  })

  it('says so where there is none', async () => {
    using origin = TemporaryRepository.create({ 'a.txt': 'a' })
    const none = await registryListCommand.run(contextOf(origin), { all: false })
    expect(none).toEqual({ models: [] })
    expect(registryListCommand.render(none, terminal)).toContain('No tag')
  })
})

describe('registry show', () => {
  it('shows the versions, greatest first, with what their tags vouch for', async () => {
    const { origin, first, second, context } = repository()
    using _ = origin
    const shown = await registryShowCommand.run(context, { model: 'flight-delay' })
    const date = '2026-01-02T03:04:05.000Z'
    expect(shown).toEqual({
      model: 'flight-delay',
      deprecated: false,
      versions: [
        { version: 'v1.1.0', commit: second, date, takenBack: false, stages: [], digests: digests('v1.1.0') },
        {
          version: 'v1.0.0',
          commit: first,
          date,
          takenBack: false,
          stages: ['prod'],
          digests: digests('v1.0.0'),
        },
      ],
    })
    expect(registryShowCommand.render(shown, terminal).split('\n')).toEqual([
      'flight-delay',
      '',
      'version  commit   date (UTC)        stages  model',
      `v1.1.0   ${second.slice(0, 7)}  2026-01-02 03:04  -       ${digests('v1.1.0').model}`,
      `v1.0.0   ${first.slice(0, 7)}  2026-01-02 03:04  prod    ${digests('v1.0.0').model}`,
    ])
  })

  it('shows a version that was taken back as such, and one whose tag names no digest', async () => {
    const { origin, second, context } = repository()
    using _ = origin
    origin.git('tag', '--annotate', 'gone@v1.0.0!#2', second, '--message', 'bad')
    const shown = await registryShowCommand.run(context, { model: 'gone' })
    expect(shown.versions).toMatchObject([{ version: 'v1.0.0', takenBack: true, stages: [], digests: {} }])
    expect(registryShowCommand.render(shown, terminal)).toContain('taken back')
  })

  it('names the nearest model where there is none of that name', async () => {
    const { origin, context } = repository()
    using _ = origin
    await expect(registryShowCommand.run(context, { model: 'flight-dely' })).rejects.toMatchObject({
      code: 'registry/unknown-model',
      hint: expect.stringContaining('flight-delay'),
    })
  })
})

describe('registry history', () => {
  it('shows what happened, newest first, of one model or of all', async () => {
    const { origin, context } = repository()
    using _ = origin
    const { history } = await registryHistoryCommand.run(context, { model: 'flight-delay' })
    expect(history.map(({ tag, event, version, stage }) => [tag, event, version, stage])).toEqual([
      ['flight-delay#prod#3', 'assignment', 'v1.0.0', 'prod'],
      ['flight-delay#prod#2', 'assignment', 'v1.1.0', 'prod'],
      ['flight-delay#prod#1', 'assignment', 'v1.0.0', 'prod'],
      ['flight-delay@v1.1.0', 'registration', 'v1.1.0', null],
      ['flight-delay@v1.0.0', 'registration', 'v1.0.0', null],
    ])
    expect((await registryHistoryCommand.run(context, { model: undefined })).history).toHaveLength(8)
    await expect(registryHistoryCommand.run(context, { model: 'nobody' })).rejects.toMatchObject({
      code: 'registry/unknown-model',
    })
  })

  it('shows who and why, and never a control character', async () => {
    const { origin, context } = repository()
    using _ = origin
    const result = await registryHistoryCommand.run(context, { model: 'flight-delay' })
    expect(result.history[0]).toMatchObject({
      author: 'Ada',
      reason: 'slow [31m',
      date: '2026-01-02T03:04:05.000Z',
    })
    const text = registryHistoryCommand.render(
      { history: result.history.map((line) => ({ ...line, author: 'Ada\u001b[2J\u0007' })) },
      terminal,
    )
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    expect(text).toContain('slow [31m')
  })
})

function contextOf(origin: TemporaryRepository): Context {
  const { signal } = new AbortController()
  return { cwd: origin.root, env: TEST_GIT_ENV, now: () => new Date(0), signal, progress: silentProgress }
}
