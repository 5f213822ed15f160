import { digestOf, formatTreeBundle, walkTree } from '@slipway/core'
import { expect, it } from 'vitest'
import { blobsInTree } from './blobs-in-tree.ts'
import { treeOf } from './tree-of.ts'

it('blobsInTree() gives each content of thousands of files once, with its size', () => {
  const bundle = treeOf(
    Array.from({ length: 5000 }, (_, at) => ({
      path: `${at % 7}/f${at}`,
      kind: 'file' as const,
      oid: digestOf(`content ${at % 3000}`),
      bytes: at % 3000,
    })),
  )
  const wanted = new Map(Array.from(walkTree(bundle), ({ oid, bytes }) => [oid, bytes]))
  const found = [...blobsInTree(Buffer.from(formatTreeBundle(bundle)), bundle.root)]
  expect(found.length).toBe(3000)
  expect(new Map(found.map(({ oid, bytes }) => [oid, bytes]))).toEqual(wanted)
})
