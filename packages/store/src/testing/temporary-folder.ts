import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A folder of its own, for tests; `using` removes it. */
export class TemporaryFolder {
  readonly root: string

  constructor() {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-test-')))
  }

  path(path: string): string {
    return join(this.root, path)
  }

  url(path: string): string {
    return pathToFileURL(this.path(path)).href
  }

  write(path: string, content: string | Uint8Array, options: { executable?: boolean } = {}): string {
    mkdirSync(dirname(this.path(path)), { recursive: true })
    writeFileSync(this.path(path), content)
    if (options.executable) chmodSync(this.path(path), 0o755)
    return this.path(path)
  }

  /** Every file below a folder with its content, "x " in front where it is executable. */
  contents(folder = '.'): Record<string, string> {
    return contentsOf(this.path(folder))
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** Paths of everything that is no folder, below a folder, sorted. */
export function filesBelow(root: string): string[] {
  const found: string[] = []
  const visit = (below: string) => {
    for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) visit(path)
      else found.push(path)
    }
  }
  visit('')
  return found.sort()
}

/** Files by path: content byte for byte, "x " in front of an executable's, "→" for a link. */
export function contentsOf(root: string): Record<string, string> {
  const show = (path: string) => {
    try {
      return `→ ${readlinkSync(path)}`
    } catch {
      return `${statSync(path).mode & 0o100 ? 'x ' : ''}${readFileSync(path, 'latin1')}`
    }
  }
  return Object.fromEntries(filesBelow(root).map((path) => [path, show(join(root, path))]))
}
