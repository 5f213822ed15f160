import { isPassingStatus } from '../http/http-failure.ts'
import type { Meaning, Task } from '../http/object-service.ts'
import { parseXml, textAt } from '../http/parse-xml.ts'

/** The code and message of an error document; empty where the reply is none. */
export function parseErrorReply(text: string): { code: string; message: string; region: string | undefined } {
  try {
    const root = parseXml(text)
    const at = root.name === 'Error' ? root : undefined
    return {
      code: (at && textAt(at, 'Code')) ?? '',
      message: (at && textAt(at, 'Message')) ?? '',
      region: at && textAt(at, 'Region'),
    }
  } catch {
    // A proxy's page in HTML, an empty body: the status says what there is to say.
    return { code: '', message: '', region: undefined }
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  // A conditional write that met another one.
  ConditionalRequestConflict: 'busy',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  InternalError: 'busy',
  InvalidAccessKeyId: 'refused',
  InvalidClientTokenId: 'refused',
  InvalidToken: 'refused',
  NoSuchBucket: 'homeless',
  NoSuchKey: 'absent',
  NotFound: 'absent',
  OperationAborted: 'busy',
  RequestTimeout: 'busy',
  RequestTimeTooSkewed: 'skewed',
  ServiceUnavailable: 'busy',
  SignatureDoesNotMatch: 'refused',
  SlowDown: 'busy',
  Throttling: 'busy',
  TokenRefreshRequired: 'expired',
  // versitygw
  XAdminUserNotFound: 'refused',
}

export function meaningOf(status: number, code: string, { verb }: Task): Meaning {
  const known = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined
  if (known !== undefined) return known
  if (isPassingStatus(status) || (status === 409 && code === '')) return 'busy'
  if (status === 401 || status === 403) return 'denied'
  // It may also be the user that the server does not know.
  if (status === 404) return code === '' ? 'absent' : 'other'
  if (status === 412) return 'unmet'
  if (status === 416) return 'beyond'
  return status === 501 && verb === 'write' ? 'unconditional' : 'other'
}
