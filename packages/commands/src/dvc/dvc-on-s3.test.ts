import { cpSync } from 'node:fs'
import { VersityGateway } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataImportDvcCommand } from '../data-import-dvc.ts'
import { dataPullCommand } from '../data-pull.ts'
import { DvcProject } from '../testing/dvc-project.ts'

const FILES = { a: 'one', 'sub/b': 'two', large: 'x'.repeat(3_000_000) }

describe.skipIf(!VersityGateway.installed)(`a DVC remote on S3${VersityGateway.missing}`, () => {
  let gateway: VersityGateway
  beforeAll(async () => {
    gateway = await VersityGateway.start()
  })
  afterAll(() => gateway.stop())

  it('is read with the address and the keys of DVC’s own configuration, and written to by nobody', async () => {
    using project = new DvcProject()
    project.track('data', project.keepFolder('remote', FILES))
    const bucket = gateway.makeBucket()
    cpSync(project.folder.path('dvc-remote'), `${gateway.folderOf(bucket)}/dvc`, { recursive: true })
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = gateway.env
    project.write(
      '.dvc/config',
      `[core]\nremote = s\n['remote "s"']\nurl = s3://${bucket}/dvc\nendpointurl = ${gateway.endpoint}\n`,
    )
    const keys = `['remote "s"']\naccess_key_id = ${id}\nsecret_access_key = ${secret}\n`
    const run = () =>
      project.run(dataImportDvcCommand, { paths: [], dryRun: false, remote: undefined, noStages: false })
    project.write('.dvc/config.local', keys.replace(`${secret}`, 'wrong'))
    expect((await run()).targets).toMatchObject([
      { state: 'failed', problem: { code: 'store/credentials-failed' } },
    ])
    project.write('.dvc/config.local', keys)
    expect((await run()).targets).toMatchObject([{ state: 'added', files: 3 }])
    await project.run(dataPullCommand, { targets: [], force: false })
    expect(project.contents('data')).toEqual(FILES)
  })
})
