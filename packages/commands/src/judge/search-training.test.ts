import { predictionsOf } from '@slipway/compare'
import { type Digest, digestOf, type Model, type Output, parseProject, type TreeBundle } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { commandError } from '../error.ts'
import { searchTraining } from './search-training.ts'

const project = (training: string) => `version: 1
stages:
  train: { cmd: python train.py, outs: [models/m.onnx, build/train, eval/predictions.parquet] }
models:
  m:
    file: models/m.onnx
    predictions: eval/predictions.parquet
    training: ${training}
    gate: { metrics: { roc_auc: { role: goal } } }
`
const modelOf = (training: string): Model => parseProject(project(training)).models.get('m') ?? expect.fail()
const predictions = predictionsOf({
  row_id: [1, 2, 3, 4],
  split: ['tune', 'tune', 'test', 'test'],
  y: [0, 1, 0, 1],
  p: [0.1, 0.9, 0.2, 0.8],
  flight: ['AA 1', 'AA 2', 'DL "3", late', 'UA 4'],
  hour: [5, 6, 7, 8],
})

/** A store of some files, as a folder. */
function folderOf(files: Readonly<Record<string, string>>) {
  const objects = new Map(Object.values(files).map((text) => [digestOf(text), Buffer.from(text)]))
  const root = digestOf('tree')
  const tree: TreeBundle = {
    root,
    trees: new Map([
      [
        root,
        Object.entries(files).map(([name, text]) => ({
          kind: 'file' as const,
          name,
          oid: digestOf(text),
          bytes: text.length,
        })),
      ],
    ]),
  }
  const output: Output = { kind: 'tree', oid: root, bytes: 1 }
  return {
    output,
    reader: {
      readTree: async () => tree,
      readBytes: async (oid: Digest) => objects.get(oid) ?? expect.fail(),
    },
  }
}
async function search(files: Readonly<Record<string, string>>, training = 'build/train') {
  const { output, reader } = folderOf(files)
  return searchTraining(modelOf(training), output, predictions, reader)
}

describe('searchTraining()', () => {
  it('finds rows by their ids in all tables of a folder', async () => {
    expect(
      await search({
        'a.csv': 'row_id,x\n9,1\n3,1\n',
        'b.csv': '\ufeffx;row_id\r\n1;"4"\r\n\r\n2;3.0\r\n',
        'notes.md': '#',
      }),
    ).toEqual({
      by: null,
      training_rows: 4,
      splits: { tune: { rows: 0, ids: [] }, test: { rows: 2, ids: ['3', '4'] } },
      problem: null,
    })
  })
  it('finds rows by their content: quoted cells, and numbers however they are written', async () => {
    const found = await search(
      { 'a.csv': 'hour,flight\n7.0,"DL ""3"", late"\n8,AA 1\n6,AA 2\n' },
      '{ path: build/train, by: [flight, hour] }',
    )
    expect(found?.splits).toEqual({ tune: { rows: 1, ids: ['2'] }, test: { rows: 1, ids: ['3'] } })
  })
  it('says what keeps it from looking, and finds nothing clean then', async () => {
    const problems = [
      await search({ 'a.csv': 'id,x\n1,2\n' }),
      await search({ 'a.txt': 'row_id\n3\n' }),
      await search({ 'a.csv': 'flight,hour\n' }, '{ path: build/train, by: [airline] }'),
      await search({ 'a.parquet': 'PAR1 no such file PAR1' }),
      await searchTraining(modelOf('build/train'), undefined, predictions, folderOf({}).reader),
    ].map((found) => found?.problem)
    expect(problems).toEqual([
      '"build/train/a.csv" cannot be searched: it has no column "row_id" of texts or numbers',
      '"build/train" holds no Parquet or CSV file',
      'the predictions have no column "airline"',
      expect.stringMatching(/^Cannot read/),
      'no run of this tree read or wrote "build/train"',
    ])
  })
  it('passes on what is no answer', async () => {
    const { output, reader } = folderOf({ 'a.csv': 'row_id\n3\n' })
    for (const error of [new Error('the disk is full'), commandError('judge/not-run', 'no run')]) {
      const readBytes = async (): Promise<Uint8Array> => {
        throw error
      }
      const searched = searchTraining(modelOf('build/train'), output, predictions, { ...reader, readBytes })
      await expect(searched).rejects.toBe(error)
    }
  })
  it('looks for nothing where the project names no training rows', async () => {
    const bare = { ...modelOf('build/train'), training: undefined }
    expect(await searchTraining(bare, undefined, predictions, folderOf({}).reader)).toBeUndefined()
  })
})
