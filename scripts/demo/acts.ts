import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  announcePull,
  mergeAndRelease,
  type PullResult,
  pullRequest,
  readPull,
  type Stagecraft,
} from './story.ts'

/** Replaces one text of params.yaml; a demo whose edit changes nothing would tell a lie. */
function edit(folder: string, from: string | RegExp, to: string): void {
  const file = join(folder, 'params.yaml')
  const before = readFileSync(file, 'utf8')
  const after = before.replace(from, to)
  if (after === before) throw new Error(`params.yaml holds no ${from}`)
  writeFileSync(file, after)
}

/** (a) A better model: reviewed, merged, released, served; nothing is trained twice. */
export async function better(
  craft: Stagecraft,
): Promise<{ pull: PullResult; release: Awaited<ReturnType<typeof mergeAndRelease>> }> {
  await craft.theatre.lin.cloneRepository(craft.theatre.name)
  const number = await pullRequest(craft, {
    name: 'better',
    by: craft.theatre.lin,
    branch: 'gradient-boosting',
    title: 'Gradient boosting instead of logistic regression',
    does: 'Trees see what a line cannot: late evenings at busy airports.',
    edit: (folder) => edit(folder, /model: logistic_regression .*/, 'model: hist_gradient_boosting'),
  })
  await craft.theatre.runner.idle()
  const pull = await readPull(craft, number, 'better')
  announcePull(craft.narrator, pull)
  return { pull, release: await mergeAndRelease(craft, pull) }
}

/** (b) A change too small to matter; (c) an export that breaks the model; (d) a fork with a worse one. All at once. */
export async function challengers(craft: Stagecraft): Promise<readonly PullResult[]> {
  const { theatre } = craft
  const small = await pullRequest(craft, {
    name: 'small',
    by: theatre.lin,
    branch: 'slower-learning',
    title: 'Learn slower, twice as long',
    does: 'Half the learning rate, twice the iterations. The notebook says +0.0003.',
    edit: (folder) => {
      edit(folder, 'learning_rate: 0.1', 'learning_rate: 0.05')
      edit(folder, 'max_iter: 200', 'max_iter: 400')
    },
  })
  const categories = await pullRequest(craft, {
    name: 'categories',
    by: theatre.lin,
    branch: 'native-categories',
    title: 'Split on airports natively',
    does: 'scikit-learn 1.9 splits categories natively: ROC AUC goes up by 0.017 in the notebook.',
    edit: (folder) =>
      edit(folder, /categorical_features: \[\] .*/, 'categorical_features: [origin, destination]'),
  })
  await theatre.forge.fork(theatre.repository, theatre.mo.login)
  await theatre.mo.cloneRepository(`${theatre.mo.login}/${theatre.repository.name}`)
  const fork = await pullRequest(craft, {
    name: 'fork',
    by: theatre.mo,
    branch: 'fresh-data',
    fork: true,
    title: 'Only winter <img src=x onerror=alert(1)> @everyone',
    does: 'Trained on January and February. <script>alert(1)</script> ![x](https://example.invalid/x.png)',
    edit: hostileFork,
  })
  await theatre.runner.idle()
  const results: PullResult[] = []
  for (const [number, name] of [
    [small, 'small'],
    [categories, 'categories'],
    [fork, 'fork'],
  ] as const) {
    const pull = await readPull(craft, number, name)
    announcePull(craft.narrator, pull)
    if (name === 'categories') tellNotebookFromFile(craft, pull)
    results.push(pull)
  }
  return results
}

/** What the notebook said of the export that broke, and what the file says. */
function tellNotebookFromFile({ narrator }: Stagecraft, { metrics }: PullResult): void {
  const change = (name: string) => {
    const { champion = null, challenger = null } = metrics[name] ?? {}
    return `${champion?.toFixed(3) ?? '?'} → ${challenger?.toFixed(3) ?? '?'}`
  }
  narrator.note(
    `ROC AUC in scikit-learn ${change('sklearn_roc_auc')}; of the exported file ${change('exported_roc_auc')}`,
  )
}

/** Less data, and a metrics file whose names try to be markup. */
function hostileFork(folder: string): void {
  edit(folder, /( {2}train_to: )2001-05-15( +# last day)/, '$12001-02-28$2')
  const script = join(folder, 'src', 'train.py')
  const names = [
    '<img src=x onerror=alert(1)>',
    '@everyone | **bold** `x`',
    '--> [click](https://example.invalid)',
    '::error::pwned',
  ]
  const text = readFileSync(script, 'utf8').replace(
    '    return {\n',
    `    return {\n${names.map((name) => `        ${JSON.stringify(name)}: 1.0,\n`).join('')}`,
  )
  writeFileSync(script, text)
}
