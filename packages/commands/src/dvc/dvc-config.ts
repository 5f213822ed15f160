import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { OpenDvcOptions } from '@slipway/store'
import { commandError } from '../error.ts'
import { type DvcSettings, parseDvcConfig } from './parse-dvc-config.ts'

/** An address that can be opened, and what it takes to open it. */
export interface DvcPlace {
  readonly url: string
  readonly options: OpenDvcOptions
}

type Environment = Readonly<Record<string, string | undefined>>

/** The configuration of one DVC project: its own files over the user's and the machine's. */
export class DvcConfig {
  readonly #root: string
  readonly #env: Environment
  readonly #sections = new Map<string, Record<string, string>>()

  /** @param root folder that holds `.dvc` */
  constructor(root: string, env: Environment) {
    this.#root = root
    this.#env = env
    const home = env.HOME || homedir()
    const own = env.XDG_CONFIG_HOME || join(home, '.config')
    for (const file of [
      join(env.DVC_SYSTEM_CONFIG_DIR || '/etc/xdg/dvc', 'config'),
      join(env.DVC_GLOBAL_CONFIG_DIR || join(own, 'dvc'), 'config'),
      join(root, '.dvc', 'config'),
      join(root, '.dvc', 'config.local'),
    ])
      this.#read(file, home)
  }

  /** The cache on this machine. */
  get cache(): string {
    return this.#sections.get('cache')?.dir ?? join(this.#root, '.dvc', 'cache')
  }

  /** The remote that DVC would take: the one that is named, else the default, else the only one. */
  remoteName(named?: string): string | undefined {
    if (named !== undefined) return named.toLowerCase()
    const only = [...this.#sections.keys()].filter((name) => name.startsWith(REMOTE))
    const first = only.length === 1 ? only[0]?.slice(REMOTE.length) : undefined
    return this.#sections.get('core')?.remote?.toLowerCase() ?? first
  }

  /** @throws data/dvc-unreadable where there is no such remote, or it has no address */
  remote(name: string): DvcPlace {
    const settings = this.#remote(name, [])
    const { url = '' } = settings
    if (isAbsolute(url)) return { url: pathToFileURL(url).href, options: { cwd: this.#root, env: this.#env } }
    const headers = headersOf(settings)
    return {
      url: storeAddress(url, settings),
      options: {
        cwd: this.#root,
        env: { ...this.#env, ...environmentOf(url, settings) },
        ...(headers ? { headers } : {}),
      },
    }
  }

  #remote(name: string, trail: readonly string[]): DvcSettings {
    const settings = this.#sections.get(REMOTE + name)
    if (settings?.url === undefined || trail.includes(name))
      throw commandError(
        'data/dvc-unreadable',
        `Cannot read DVC's remote "${name}": ${settings ? 'it has no address of its own' : 'it is not configured'}; expected its url in "${join(this.#root, '.dvc', 'config')}"`,
        { hint: 'Look at `dvc remote list`' },
      )
    const [, other, below = ''] = /^remote:\/\/([^/]+)(\/.*)?$/.exec(settings.url) ?? []
    if (other === undefined) return settings
    const base = this.#remote(other.toLowerCase(), [...trail, name])
    return { ...base, ...settings, url: `${base.url?.replace(/\/+$/, '')}${below}` }
  }

  #read(file: string, home: string): void {
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return
      throw error
    }
    const absolute = (path: string) =>
      isAbsolute(path) ? path : path.startsWith('~/') ? join(home, path.slice(2)) : join(dirname(file), path)
    for (const [name, settings] of parseDvcConfig(text)) {
      const section = { ...this.#sections.get(name), ...settings }
      if (settings.url !== undefined && !/^[a-z][a-z0-9+.-]*:\/\//.test(settings.url))
        section.url = absolute(settings.url)
      if (settings.dir !== undefined) section.dir = absolute(settings.dir)
      this.#sections.set(name, section)
    }
  }
}

const REMOTE = 'remote '

/** As a store is addressed: what is no secret stands in the address. */
function storeAddress(url: string, { endpointurl, region, account_name: account }: DvcSettings): string {
  if (url.startsWith('azure://') && account) return url.replace('azure://', `az://${account}/`)
  if (!url.startsWith('s3://')) return url
  const query = [
    ...(region ? [`region=${region}`] : []),
    ...(endpointurl ? [`endpoint=${encodeURIComponent(endpointurl)}`] : []),
  ]
  return query.length === 0 ? url : `${url.replace(/\/+$/, '')}?${query.join('&')}`
}

/** Credentials, as the clients of a store look for them. */
function environmentOf(url: string, settings: DvcSettings): Environment {
  const named = url.startsWith('gs://')
    ? { GOOGLE_APPLICATION_CREDENTIALS: settings.credentialpath }
    : {
        AWS_PROFILE: settings.profile,
        AWS_ACCESS_KEY_ID: settings.access_key_id,
        AWS_SECRET_ACCESS_KEY: settings.secret_access_key,
        AWS_SESSION_TOKEN: settings.session_token,
        AWS_SHARED_CREDENTIALS_FILE: settings.credentialpath,
        AWS_CONFIG_FILE: settings.configpath,
        AZURE_STORAGE_KEY: settings.account_key,
        AZURE_STORAGE_SAS_TOKEN: settings.sas_token,
      }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

function headersOf(settings: DvcSettings): Record<string, string> | undefined {
  const { auth, user, password, custom_auth_header: header } = settings
  if (auth === 'custom' && header !== undefined && password !== undefined) return { [header]: password }
  if (user === undefined || password === undefined) return undefined
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}
