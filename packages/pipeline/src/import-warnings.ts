import { posix } from 'node:path'
import type { Stage } from '@slipway/core'
import type { PlanWarning } from './plan.ts'
import type { SourceTree } from './plan-input.ts'
import { type PythonImport, parsePythonImports } from './python-imports.ts'
import { moduleFiles } from './python-modules.ts'
import { type PythonScript, pythonScripts } from './python-scripts.ts'

/** Finds the Python files that stages run and import without naming them as deps, so that their keys would not see a change. */
export class ImportWarnings {
  readonly #tree: SourceTree
  readonly #imports = new Map<string, Promise<readonly PythonImport[]>>()

  constructor(tree: SourceTree) {
    this.#tree = tree
  }

  async of(stage: Stage): Promise<PlanWarning[]> {
    const warnings: PlanWarning[] = []
    const seen = new Set<string>()
    for (const script of stage.cmd.flatMap((cmd) => pythonScripts(cmd, stage.wdir))) {
      const file = script.files.find((each) => this.#tree.file(each))
      if (file === undefined || seen.has(file)) continue
      seen.add(file)
      if (!covers(stage, file)) {
        warnings.push({
          kind: 'script',
          stage: stage.name,
          message: `stage "${stage.name}" runs ${file}, which is not among its deps: a change of it would not run the stage again`,
          location: { file, line: 1, column: 1 },
        })
      }
      warnings.push(...(await this.#follow(stage, file, script, seen)))
    }
    return warnings
  }

  /** Walks the imports of a file, through declared files too. */
  async #follow(stage: Stage, from: string, script: PythonScript, seen: Set<string>): Promise<PlanWarning[]> {
    const warnings: PlanWarning[] = []
    const roots = searchFolders(stage, script)
    const open = [from]
    for (let file = open.shift(); file !== undefined; file = open.shift()) {
      for (const one of await this.#importsOf(file)) {
        for (const imported of moduleFiles(this.#tree, one, file, roots)) {
          if (seen.has(imported)) continue
          seen.add(imported)
          open.push(imported)
          // An empty file cannot change a result; naming every __init__.py would be noise.
          if (covers(stage, imported) || this.#tree.file(imported)?.oid === EMPTY_BLOB) continue
          warnings.push({
            kind: 'import',
            stage: stage.name,
            message: `stage "${stage.name}" imports ${imported} (${file}:${one.line}), which is not among its deps: a change of it would not run the stage again`,
            location: { file, line: one.line, column: 1 },
          })
        }
      }
    }
    return warnings
  }

  #importsOf(file: string): Promise<readonly PythonImport[]> {
    const before = this.#imports.get(file)
    if (before) return before
    const read = this.#tree.readText(file).then((text) => parsePythonImports(text ?? ''))
    this.#imports.set(file, read)
    return read
  }
}

/** Git's id of the empty blob, SHA-1. */
const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'

function covers(stage: Stage, file: string): boolean {
  return stage.deps.some((dep) => file === dep || file.startsWith(`${dep}/`))
}

/** Where Python would look for a local module: as started, then PYTHONPATH, then the usual places of an installed project. */
function searchFolders(stage: Stage, script: PythonScript): readonly string[] {
  const declared = (stage.env.PYTHONPATH ?? '')
    .split(':')
    .filter((path) => path !== '' && !path.startsWith('/'))
    .map((path) => posix.join(stage.wdir, path))
  return [...new Set([script.folder, ...declared, stage.wdir, '.', 'src'])]
}
