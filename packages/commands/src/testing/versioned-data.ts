import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { dataAddCommand } from '../data-add.ts'
import { dataPushCommand } from '../data-push.ts'
import { TemporaryProject } from './temporary-project.ts'

/** A project with a versioned folder and a versioned file, for tests: added, perhaps pushed, perhaps lost on this machine. */
export class VersionedData {
  readonly project = new TemporaryProject()
  /** What `data` holds when everything is as its pointers say. */
  wanted: Record<string, string> = {}

  static async make(options: { pushed: boolean; lost: boolean }): Promise<VersionedData> {
    const data = new VersionedData()
    const { project } = data
    project.write('data/flights/a', 'one')
    project.write('data/flights/sub/ünï %\n', 'two')
    project.write('data/flights/run', '#!', { executable: true })
    project.write('data/file', 'three')
    await project.run(dataAddCommand, { targets: ['data/flights', 'data/file'] })
    project.repository.commit('pointers')
    data.wanted = project.contents('data')
    if (options.pushed) await project.run(dataPushCommand, { targets: [] })
    for (const path of options.lost ? ['.slipway', 'data/flights', 'data/file'] : [])
      rmSync(project.path(path), { recursive: true })
    return data
  }

  /** Where the shared store keeps this content. */
  remoteFile(content: string): string {
    return this.project.folder.path(`remote/${blobPath(digestOf(content))}`)
  }

  /** Damages an object of the shared store without changing its size. */
  damageRemote(content: string): void {
    chmodSync(this.remoteFile(content), 0o644)
    writeFileSync(this.remoteFile(content), content.toUpperCase())
  }

  [Symbol.dispose](): void {
    this.project[Symbol.dispose]()
  }
}
