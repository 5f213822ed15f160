import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { onnxError } from './error.ts'

/** The version that Slipway is tested with. */
export const RUNTIME_VERSION = '1.30.0'
const PACKAGE = 'onnxruntime-node'

/** Where onnxruntime-node lies on this machine. It is never part of a bundle: it is native and large. */
export interface Runtime {
  /** Its folder, to be required by the runner. */
  readonly path: string
  readonly version: string
  /** Set where the version is not the tested one. */
  readonly warning: string | undefined
}

export interface RuntimeSearch {
  readonly cwd: string
  /** Folder of a native pack, or of anything that has onnxruntime-node in its node_modules. */
  readonly nativePack?: string | undefined
}

/**
 * Finds onnxruntime-node: in the native pack if one is named, else beside Slipway, else in the working directory.
 * A native pack that does not hold it is an error, not a reason to look further.
 *
 * @throws onnx/runtime-missing with the command that installs it
 */
export function findRuntime(search: RuntimeSearch): Runtime {
  const places =
    search.nativePack === undefined
      ? [import.meta.dirname, search.cwd].flatMap(foldersAbove)
      : [join(resolve(search.cwd, search.nativePack), 'node_modules')]
  const path = places.map((place) => join(place, PACKAGE)).find((at) => existsSync(join(at, 'package.json')))
  if (path !== undefined) return runtimeAt(path)
  const where = search.nativePack ?? `node_modules of Slipway and of ${search.cwd}`
  throw onnxError('onnx/runtime-missing', `Cannot find ${PACKAGE}: it is not in ${where}`, {
    hint: `Run \`npm install --ignore-scripts ${PACKAGE}@${RUNTIME_VERSION}\``,
  })
}

/** Node's own rule: node_modules of the folder and of every folder above it. */
function foldersAbove(folder: string): readonly string[] {
  return createRequire(join(folder, 'from-here.js')).resolve.paths(PACKAGE) ?? []
}

function runtimeAt(path: string): Runtime {
  const { version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { version?: unknown }
  const found = String(version)
  return {
    path,
    version: found,
    warning:
      found === RUNTIME_VERSION
        ? undefined
        : `${PACKAGE} in ${dirname(path)} is version ${found}; Slipway is tested with ${RUNTIME_VERSION}`,
  }
}
