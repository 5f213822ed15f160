// The table of docs/statistics.md §9:  node test/real-cases/table.ts

import { TemporaryFolder } from '@slipway/store/testing'
import { CASES, type Case, FLIGHTS, judgeCase, RELATIONS, type Relation } from './cases.ts'
import { makeFlights } from './make-flights.ts'

async function print(name: string, each: Case, folder?: string): Promise<void> {
  for (const relation of Object.keys(RELATIONS) as Relation[]) {
    const { outcome, reasons } = await judgeCase(each, relation, folder)
    console.log(
      `| ${name} | ${relation} | **${outcome.replace('cannot-tell', 'cannot tell')}** | ${reasons[0]} |`,
    )
  }
}

console.log('| rows of | challenger | verdict | why |\n|---|---|---|---|')
for (const [name, each] of Object.entries(CASES)) await print(name, each)
using folder = new TemporaryFolder()
makeFlights(folder.root)
await print('flights, 120,000 rows of 46 days', FLIGHTS, folder.root)
