import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RolldownPluginOption } from 'rolldown'

type Endpoints = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const TABLE = /\/plugin-rest-endpoint-methods\/dist-src\/generated\/endpoints\.js$/

/** Of the thousand requests that Octokit has a method for, those that our own code makes: 80 kB of others stay out. */
export function onlyUsedEndpoints(root: string): RolldownPluginOption {
  return {
    name: 'only-used-endpoints',
    load: async (id) => {
      if (!TABLE.test(id)) return null
      const all = ((await import(pathToFileURL(id).href)) as { default: Endpoints }).default
      const used: Record<string, Record<string, unknown>> = {}
      for (const [scope, name] of calls(root)) {
        const endpoint = all[scope]?.[name]
        if (endpoint === undefined) throw new Error(`Octokit knows no rest.${scope}.${name}()`)
        used[scope] = { ...used[scope], [name]: endpoint }
      }
      return `export default ${JSON.stringify(used)}`
    },
  }
}

/** Every `rest.scope.name` of the package that talks to GitHub. */
function calls(root: string): readonly (readonly [string, string])[] {
  const sources = globSync('packages/github/src/**/*.ts', { cwd: root })
  const found = sources.flatMap((file) => [
    ...readFileSync(join(root, file), 'utf8').matchAll(/\brest\.(\w+)\.(\w+)/g),
  ])
  return found.map(([, scope = '', name = '']) => [scope, name])
}
