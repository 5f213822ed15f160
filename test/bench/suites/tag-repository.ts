import { join } from 'node:path'
import { git } from '../git.ts'

const COMMITS = 50
const STAGES = ['dev', 'staging', 'prod']
const START = 1_700_000_000

/**
 * Makes a clone with annotated tags of the registry, half versions and half stages, over a hundredth as many models. As in
 * every clone its tags are packed.
 * @returns its folder
 */
export function makeTagRepository(folder: string, tags: number): string {
  git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', 'origin.git'])
  git(join(folder, 'origin.git'), ['fast-import', '--quiet'], [...commits(), ...tagsOf(tags)].join(''))
  git(folder, ['clone', '--quiet', 'origin.git', 'clone'])
  return join(folder, 'clone')
}

function* commits(): Generator<string> {
  for (let index = 0; index < COMMITS; index++) {
    const when = `bench <bench@example.invalid> ${START + index * 60} +0000`
    yield `commit refs/heads/main\nmark :${index + 1}\ncommitter ${when}\ndata 2\nc\n`
    if (index > 0) yield `from :${index}\n`
    yield `M 100644 inline file.txt\ndata <<END\n${index}\nEND\n\n`
  }
}

/** Round by round every model gets a version, then a stage on it. GTO breaks on two versions of a model on one commit. */
function* tagsOf(count: number): Generator<string> {
  const models = Math.max(10, Math.floor(count / 100))
  for (let index = 0; index < count; index++) {
    const [model, round] = [index % models, Math.floor(index / models)]
    const version = Math.floor(round / 2)
    const name =
      round % 2 === 0
        ? `m${model}@v1.0.${version}`
        : `m${model}#${STAGES[version % STAGES.length]}#${version + 1}`
    const when = `bench <bench@example.invalid> ${START + 100_000 + index} +0000`
    yield `tag ${name}\nfrom :${(version % COMMITS) + 1}\ntagger ${when}\ndata 2\nt\n`
  }
}
