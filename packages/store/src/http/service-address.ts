import { credentialsFailed } from './credentials.ts'

/** What answers without TLS: the metadata services of ECS, EKS, Azure, Google and others, and this machine itself. */
const LOCAL = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::23]',
  'metadata.google.internal',
  '127.0.0.1',
  '[::1]',
  'localhost',
]

/** Whether nobody on the way can read what is sent there. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOCAL.includes(hostname))
}

/** The address of a service that gives credentials: no line that others can read. @throws store/credentials-failed */
export function parseServiceAddress(address: string, source: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url && isPrivate(url)) return url
  throw credentialsFailed(source, `"${address}" is neither https nor on this machine`)
}
