import { storeError } from '../error.ts'

/** Where a store lies in a registry. */
export interface OciAddress {
  /** With its port, as credentials are filed by it. */
  readonly host: string
  /** Of the repository: `owner/repo/store`. */
  readonly name: string
  /** Where the registry answers. */
  readonly endpoint: URL
}

const ADDRESS = /^oci:\/\/([^/?#]*)\/([^?#]*?)\/*$/
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/
// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
const SEGMENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const MOST_CHARACTERS = 255
const LOOPBACK = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/

/** Reads `oci://host/owner/repo`. @throws store/url-invalid */
export function parseOciAddress(url: string): OciAddress {
  const refuse = (found: string) =>
    storeError(
      'store/url-invalid',
      `Cannot use store "${url.replace(/\/\/[^/]*@/, '//…@')}": ${found}; expected "oci://host/owner/repo"`,
      { hint: 'The addresses of stores: docs/guides/remotes.md' },
    )
  const [, host = '', name = ''] = ADDRESS.exec(url) ?? []
  if (!HOST.test(host)) throw refuse('what follows "oci://" is no host')
  const odd = name.split('/').find((segment) => !SEGMENT.test(segment))
  if (odd !== undefined) throw refuse(describe(odd))
  if (name.length > MOST_CHARACTERS) throw refuse(`its name has more than ${MOST_CHARACTERS} characters`)
  return { host, name, endpoint: endpointOf(host, refuse) }
}

/** Whether what is sent to this address stays on this machine: only there may it be readable on the way. */
export function isPrivateWay({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}

function describe(segment: string): string {
  if (segment === '') return 'it names no repository'
  if (/[:@]/.test(segment)) return `"${segment}" names a tag or a digest; a store has a repository of its own`
  if (SEGMENT.test(segment.toLowerCase()))
    return `"${segment}" has capital letters, which no registry takes; write "${segment.toLowerCase()}"`
  return `"${segment}" cannot be part of the name of a repository`
}

function endpointOf(host: string, refuse: (found: string) => Error): URL {
  // Docker Hub answers elsewhere than it is called.
  const server = host === 'docker.io' ? 'registry-1.docker.io' : host
  if (!URL.canParse(`https://${server}/`)) throw refuse('what follows "oci://" is no host')
  const secure = new URL(`https://${server}/`)
  return LOOPBACK.test(secure.hostname) ? new URL(`http://${server}/`) : secure
}
