import {
  credentialsFailed,
  isText,
  parseJsonObject,
  readTokenFile,
  type Surroundings,
} from '../../http/credentials.ts'
import { openAgent } from '../../http/http-exchange.ts'
import { requestText } from '../../http/request-text.ts'
import { parseServiceAddress } from '../../http/service-address.ts'

interface CredentialSourceOfFile {
  readonly file?: unknown
  readonly url?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly format?: { readonly type?: unknown; readonly subject_token_field_name?: unknown }
}

/**
 * What a workload shows of itself: the token in a file, or the answer of a service, such as GitHub's in a job.
 * @throws store/credentials-failed
 */
export async function subjectToken(
  credentialSource: unknown,
  { env }: Surroundings,
  source: string,
): Promise<string> {
  const { file, url, headers = {}, format } = (credentialSource ?? {}) as CredentialSourceOfFile
  let text: string
  if (isText(file)) text = readTokenFile(file, source)
  else if (isText(url)) {
    const { protocol } = parseServiceAddress(url, source)
    text = await requestText({ url, headers, agent: openAgent(protocol, env) }, source)
  } else {
    throw credentialsFailed(source, 'its "credential_source" names neither a file nor a URL', {
      hint: 'A workload that proves who it is by a program or by AWS is not supported; make a configuration with a file or a URL',
    })
  }
  if (format?.type !== 'json') return text.trim()
  const token = parseJsonObject(text, source)[String(format.subject_token_field_name)]
  if (isText(token)) return token
  throw credentialsFailed(source, `its subject's token has no "${format.subject_token_field_name}"`)
}
