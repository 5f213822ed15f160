import { TemporaryFolder } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { DvcConfig } from './dvc-config.ts'
import { parseDvcConfig } from './parse-dvc-config.ts'

function open(folder: TemporaryFolder, files: Readonly<Record<string, string>>): DvcConfig {
  for (const [path, text] of Object.entries(files)) folder.write(path, text)
  const env = { HOME: folder.path('home'), DVC_SYSTEM_CONFIG_DIR: folder.path('etc') }
  return new DvcConfig(folder.path('work'), env)
}

describe('DvcConfig', () => {
  it('takes later files over earlier ones, and paths from where they are written', () => {
    using folder = new TemporaryFolder()
    const config = open(folder, {
      'etc/config': '[core]\nremote = system\n',
      'home/.config/dvc/config': `[cache]\ndir = shared\n['remote "own"']\nurl = ~/data\n`,
      'work/.dvc/config': `[core]\n    remote = Main\n['remote "main"']\n    url = ../store\n['remote "s"']\n url = /abs\n`,
      'work/.dvc/config.local': `[cache]\ndir = ../cache\n['remote "main"']\n    url = ../mine\n`,
    })
    expect(config.cache).toBe(folder.path('work/cache'))
    expect(config.remoteName()).toBe('main')
    expect(config.remoteName('OTHER')).toBe('other')
    expect(config.remote('main').url).toBe(folder.url('work/mine'))
    expect(config.remote('own').url).toBe(folder.url('home/data'))
    expect(config.remote('s').url).toBe('file:///abs')
  })

  it('makes addresses and credentials of a store’s kind of it', () => {
    using folder = new TemporaryFolder()
    const config = open(folder, {
      'work/.dvc/config': `['remote "a"']
url = s3://bucket/dvc/
endpointurl = http://127.0.0.1:9
region = gra
['remote "below"']
url = remote://a/more
['remote "g"']
url = gs://bucket
credentialpath = /key.json
['remote "z"']
url = azure://box/dvc
account_name = acme
account_key = k
['remote "w"']
url = https://host/dvc
user = u
password = p
`,
      'work/.dvc/config.local': `['remote "a"']\naccess_key_id = id\nsecret_access_key = "s#1"  # mine\n`,
    })
    expect(config.remote('a')).toMatchObject({
      url: 's3://bucket/dvc?region=gra&endpoint=http%3A%2F%2F127.0.0.1%3A9',
      options: { env: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 's#1' } },
    })
    expect(config.remote('below').url).toMatch(/^s3:\/\/bucket\/dvc\/more\?region=gra&/)
    expect(config.remote('g').options.env).toMatchObject({ GOOGLE_APPLICATION_CREDENTIALS: '/key.json' })
    expect(config.remote('z')).toMatchObject({
      url: 'az://acme/box/dvc',
      options: { env: { AZURE_STORAGE_KEY: 'k' } },
    })
    expect(config.remote('w').options.headers).toEqual({ authorization: 'Basic dTpw' })
  })

  it('takes the only remote where none is the default, and names what is not there or leads in a circle', () => {
    using folder = new TemporaryFolder()
    const one = open(folder, { 'work/.dvc/config': `['remote "only"']\nurl = remote://only/x\n` })
    expect(one.remoteName()).toBe('only')
    for (const name of ['only', 'none'])
      expect(() => one.remote(name)).toThrow(expect.objectContaining({ code: 'data/dvc-unreadable' }))
    folder.write('work/.dvc/config.local', `['remote "second"']\nurl = /x\n`)
    expect(open(folder, {}).remoteName()).toBeUndefined()
    using empty = new TemporaryFolder()
    expect(open(empty, {}).cache).toBe(empty.path('work/.dvc/cache'))
  })
})

describe('parseDvcConfig()', () => {
  it('reads quoted sections and values, and comments behind them', () => {
    const text = `# all\n[ core ] # c\n  autostage = true\r\n["remote x"]\nurl = 'a b'\n['remote "Y"']\nurl=z # why\n`
    expect(Object.fromEntries(parseDvcConfig(text))).toEqual({
      core: { autostage: 'true' },
      'remote x': { url: 'a b' },
      'remote y': { url: 'z' },
    })
  })
})
