import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { pageOf } from '../http/pagination.ts'
import { created, ok } from '../http/reply.ts'

interface Statement {
  readonly predicateType?: unknown
  readonly subject?: readonly { readonly digest?: { readonly sha256?: unknown } }[]
}

/** The in-toto statement inside a bundle's envelope. */
function statementOf(bundle: object): Statement {
  const envelope = (bundle as { readonly dsseEnvelope?: { readonly payload?: unknown } }).dsseEnvelope
  try {
    return JSON.parse(Buffer.from(String(envelope?.payload), 'base64').toString()) as Statement
  } catch {
    throw new HttpError(422, 'Invalid request.\n\nbundle has no in-toto statement')
  }
}

export const attestationOperations: RepositoryOperations = {
  'POST /attestations': {
    needs: ['attestations:write'],
    handle: (call) => {
      const { bundle } = call.json<{ readonly bundle: object }>()
      const statement = statementOf(bundle)
      const subjects = (statement.subject ?? []).map((subject) => `sha256:${String(subject.digest?.sha256)}`)
      if (subjects.length === 0) throw new HttpError(422, 'Invalid request.\n\nbundle names no subject')
      const id = call.forge.nextId()
      const predicateType = String(statement.predicateType ?? '')
      call.repository.attestations.push({ id, bundle, subjects, predicateType, initiator: call.account })
      return created({ id })
    },
  },
  'GET /attestations/{subject_digest}': {
    needs: ['attestations:read'],
    handle: (call) => {
      const { repository, query } = call
      const digest = call.text('subject_digest')
      const wanted = query.get('predicate_type')
      const attestations = repository.attestations.filter(
        (one) => one.subjects.includes(digest) && (wanted === null || one.predicateType === wanted),
      )
      return ok({
        attestations: attestations.slice(0, pageOf(query).size).map((one) => ({
          bundle: one.bundle,
          repository_id: repository.id,
          initiator: one.initiator.login,
        })),
      })
    },
  },
}
