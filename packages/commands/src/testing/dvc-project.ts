import { createHash } from 'node:crypto'
import { TemporaryProject } from './temporary-project.ts'

type Content = string | Uint8Array

export const md5Of = (content: Content) => createHash('md5').update(content).digest('hex')

/** A project beside what DVC left there, written by hand as its pages say, for tests; `using` removes it. */
export class DvcProject extends TemporaryProject {
  /** @param project what slipway.yaml says besides version and store */
  constructor(project = '') {
    super(project)
    this.write(
      '.dvc/config',
      `[core]\n    remote = storage\n['remote "storage"']\n    url = ../../dvc-remote\n`,
    )
    this.write('.dvc/.gitignore', '/config.local\n/tmp\n/cache\n')
  }

  /** Puts an object into the cache, or into the remote; in the layout of DVC 3, or of DVC 2. */
  keep(place: 'cache' | 'remote', md5: string, content: Content, version: 2 | 3 = 3): string {
    const base = place === 'cache' ? 'work/.dvc/cache' : 'dvc-remote'
    const path = `${base}/${version === 3 ? 'files/md5/' : ''}${md5.slice(0, 2)}/${md5.slice(2)}`
    return this.folder.write(path, content)
  }

  /** Keeps files and DVC's list of them; gives the folder's name. */
  keepFolder(place: 'cache' | 'remote', files: Readonly<Record<string, Content>>): string {
    const list = Object.keys(files)
      .sort()
      .map((path) => `{"md5": "${md5Of(files[path] ?? '')}", "relpath": ${JSON.stringify(path)}}`)
    const text = `[${list.join(', ')}]`
    for (const content of Object.values(files)) this.keep(place, md5Of(content), content)
    const md5 = `${md5Of(text)}.dir`
    this.keep(place, md5, text)
    return md5
  }

  /** Writes `<path>.dvc`, and the line of .gitignore that DVC writes. */
  track(path: string, md5: string, more = '  hash: md5\n'): void {
    const [name = path] = path.split('/').slice(-1)
    this.write(`${path}.dvc`, `outs:\n- md5: ${md5}\n${more}  path: ${name}\n`)
    this.write(`${path.slice(0, -name.length)}.gitignore`, `/${name}\n`)
  }
}
