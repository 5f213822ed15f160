import type { Output } from '@slipway/core'
import { DirectoryBackend } from '../directory-backend.ts'
import { Store } from '../store.ts'
import { Workspace } from '../workspace.ts'

// Run by a test, several times at once: restores one output after the other to the same target.
const [root = '', store = '', outputs = '[]', rounds = '0'] = process.argv.slice(2)
const turns = JSON.parse(outputs) as readonly Output[]
const workspace = await Workspace.open(root)
const source = new Store(DirectoryBackend.open(store))
for (let round = 0; round < Number(rounds); round++) {
  const output = turns[round % turns.length]
  if (output) await workspace.restore('data', output, source)
}
