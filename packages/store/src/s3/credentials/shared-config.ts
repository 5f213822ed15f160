import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { credentialsFailed, type Surroundings } from '../../http/credentials.ts'
import { hasCode } from '../../io-failure.ts'

export type Profile = Readonly<Record<string, string>>

/**
 * The settings of the profile that AWS_PROFILE names, `default` without, from `~/.aws/config` and, before it,
 * `~/.aws/credentials`; undefined where neither has it.
 * Format: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function readProfile({ env, home }: Surroundings): Profile | undefined {
  const name = env.AWS_PROFILE || 'default'
  const config = parseSections(read(env.AWS_CONFIG_FILE || join(home, '.aws', 'config')))
  const secrets = parseSections(read(env.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials')))
  const found = [
    config.get(`profile ${name}`) ?? (name === 'default' ? config.get(name) : undefined),
    secrets.get(name),
  ]
  return found.some((each) => each !== undefined) ? Object.assign({}, ...found) : undefined
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return ''
    throw credentialsFailed(`"${file}"`, 'it cannot be read', { cause })
  }
}

/** Sections of an INI file by name; of a setting with settings below it only those at the margin count. */
export function parseSections(text: string): ReadonlyMap<string, Profile> {
  const sections = new Map<string, Record<string, string>>()
  let current: Record<string, string> | undefined
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[\s*([^\]]*?)\s*\]/.exec(line)?.[1]?.replace(/\s+/g, ' ')
    if (header !== undefined) {
      current = sections.get(header) ?? {}
      sections.set(header, current)
      continue
    }
    const [, key, value] = /^([^\s#;=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (current && key !== undefined && value !== undefined)
      current[key.toLowerCase()] = value.replace(/\s+[#;].*$/, '')
  }
  return sections
}
