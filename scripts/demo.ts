// `npm run demo`: the life of a model on three million real flights, on this machine alone. A pull request is judged, merged,
// released, deployed, served and rolled back by the actions and workflows of this repository, against a stand-in GitHub.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { failedJobs } from '@slipway/rehearsal'
import { openTheatre } from '@slipway/rehearsal/theatre'
import { better, challengers } from './demo/acts.ts'
import { missingTools, pendingInstall, preparePython } from './demo/ground.ts'
import { ModelServer } from './demo/model-server.ts'
import { Narrator } from './demo/narrator.ts'
import { savePages } from './demo/save-pages.ts'
import { firstRelease, openRepository, rollBack, type Stagecraft } from './demo/story.ts'
import { brokenPromise, type Play, summaryOf, tellSummary } from './demo/summary.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'demo')
const example = join(root, 'examples', 'flight-delays')
const requirements = join(example, 'requirements.txt')
const stays = process.stdout.isTTY === true && !process.argv.includes('--exit')
const colour = process.stdout.isTTY === true && !process.env.NO_COLOR
const narrator = new Narrator((text) => process.stdout.write(text), colour)

const missing = missingTools()
if (missing.length > 0) {
  console.error(`The demo needs what is not here:\n${missing.map((line) => `  - ${line}`).join('\n')}`)
  process.exit(2)
}
mkdirSync(folder, { recursive: true })
const install = pendingInstall(join(folder, 'python'), requirements)
narrator.plain(
  'The life of a model: pull request → verdict → merge → release → served → rolled back. Three million flights, no account.',
)
narrator.plain(
  install === undefined
    ? 'Everything is installed; runs that are known are restored.'
    : `First it installs ${install}. Then about three minutes.`,
)

const python = await narrator.chapter('ground', 'The ground', async () =>
  preparePython(join(folder, 'python'), requirements),
)
const theatre = await openTheatre({
  folder,
  toolkit: root,
  repository: { name: 'flight-delays', description: 'Will this flight be late?' },
  python,
  reviewed: ['production', 'release'],
})
const slipway = [process.execPath, join(root, 'dist', 'cli.js')]
const server = await ModelServer.start(
  [
    ...slipway,
    'serve',
    '--follow',
    'flight-delay#prod',
    '--repository',
    theatre.name,
    '--remote',
    `${theatre.forge.links.local}/${theatre.name}.git`,
    '--port',
    '0',
    '--poll',
    '1',
    '--cache',
    join(folder, 'served'),
  ],
  {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      GITHUB_API_URL: theatre.forge.urls.api,
      SLIPWAY_NATIVE_PACK: join(root, 'packages', 'onnx'),
    },
    log: join(folder, 'server.log'),
  },
)
theatre.forge.setVariable(theatre.repository, 'SLIPWAY_SERVE_URL', server.url)
const craft: Stagecraft = {
  theatre,
  server,
  narrator,
  slipway,
  example,
  flights: join(root, 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet'),
  store: join(folder, 'store'),
}
const page = `${theatre.forge.urls.server}/${theatre.name}`
narrator.note(`watch it at ${page}`)

try {
  const first = await narrator.chapter('first release', '1  A first model, signed by a person', async () => {
    await openRepository(craft)
    return firstRelease(craft)
  })
  const { pull, release } = await narrator.chapter(
    'better',
    '2  A better one: judged, merged, released, served',
    () => better(craft),
  )
  const others = await narrator.chapter('challengers', '3  Three more pull requests, all at once', () =>
    challengers(craft),
  )
  const back = await narrator.chapter('rollback', '4  A bad evening: back to the first', () =>
    rollBack(craft, first),
  )

  const pulls = [pull, ...others]
  const numbers = Object.fromEntries(
    pulls.map(({ name, number }) => [`pull-${name}`, `/${theatre.name}/pull/${number}`]),
  )
  await savePages(join(folder, 'pages'), theatre.forge.links.local, {
    ...numbers,
    releases: `/${theatre.name}/releases`,
    home: `/${theatre.name}`,
  })
  const play: Play = { pulls, first, release, back, page }
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summaryOf(play, narrator), null, 2)}\n`)
  tellSummary(play, narrator)
  const broken = brokenPromise(play)
  if (broken !== undefined) throw new Error(broken)
  if (theatre.forge.violations.length > 0)
    throw new Error(`the stand-in broke GitHub's description: ${JSON.stringify(theatre.forge.violations[0])}`)
} catch (error) {
  for (const { run, job, step, log } of await failedJobs(theatre.ada, theatre.name))
    console.error(`\n${run}: ${job} failed${step ? ` at "${step}"` : ''}:\n  ${log.join('\n  ')}`)
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
if (stays && process.exitCode === undefined) {
  narrator.plain(`\nOpen ${page} in a browser. Ctrl-C ends it.`)
  await new Promise((resolve) => process.once('SIGINT', resolve))
}
await server.stop()
await theatre.close()
