import { VERSION } from '@slipway/core'
import type { Signature } from '@slipway/onnx'
import { serveError } from '../error.ts'
import type { Limits } from '../limits.ts'
import type { Ticket } from '../model/batch-queue.ts'
import type { DesiredModel } from '../model/desired-model.ts'
import type { Fleet } from '../model/fleet.ts'
import type { ModelState } from '../model/model-status.ts'
import type { ServedModel } from '../model/served-model.ts'
import { parseInferRequest } from '../protocol/parse-infer-request.ts'
import { HEADER_LENGTH, renderInferResponse } from '../protocol/render-infer-response.ts'
import { requestError } from '../protocol/request-error.ts'
import { parseJsonObject } from '../protocol/request-json.ts'
import { jsonReply, type Reply } from './reply.ts'
import type { Route } from './route.ts'

export interface Question {
  readonly route: Route
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Uint8Array
  /** Told of the ticket, so that it can be cancelled when the client goes away. */
  readonly onTicket: (ticket: Ticket) => void
}

export interface AnswerPorts {
  readonly fleet: Fleet
  readonly limits: Limits
  /** The server is on its way out. */
  readonly leaving: boolean
}

/** Our states in the words of the repository extension. */
const INDEX_STATE: Readonly<Record<ModelState, string>> = {
  LOADING: 'LOADING',
  WARMING: 'LOADING',
  READY: 'READY',
  DRAINING: 'UNLOADING',
  UNAVAILABLE: 'UNAVAILABLE',
}

/** Answers one request of the protocol. @throws what errorReply() turns into an answer */
export async function answer(question: Question, ports: AnswerPorts): Promise<Reply> {
  const { route, body } = question
  switch (route.kind) {
    case 'live':
      return jsonReply({ live: true })
    case 'ready':
      return readiness(ports)
    case 'server':
      return jsonReply({ name: 'slipway', version: VERSION, extensions: ['binary_tensor_data'] })
    case 'index':
      return index(body, ports.fleet)
    case 'model': {
      const { desired, signature } = find(route, ports.fleet)
      return jsonReply(modelMetadata(desired, signature))
    }
    case 'model-ready': {
      const model = find(route, ports.fleet)
      const ready = model.ready && !ports.leaving
      return jsonReply({ name: model.desired.name, ready }, ready ? 200 : 503)
    }
    case 'infer':
      return infer(find(route, ports.fleet), question, ports.limits)
    case 'control':
      throw serveError(
        'serve/read-only',
        'Cannot load or unload: models follow the desired state; change that',
      )
    case 'wrong-method':
      return jsonReply({ error: `Cannot answer: wrong method; expected ${route.allow}` }, 405, {
        allow: route.allow,
        'x-slipway-error': 'serve/method-not-allowed',
      })
  }
}

function readiness({ fleet, leaving }: AnswerPorts): Reply {
  const ready = fleet.ready && !leaving
  return jsonReply({ ready, live: true, models: fleet.statuses(), problem: fleet.problem }, ready ? 200 : 503)
}

function index(body: Uint8Array, fleet: Fleet): Reply {
  const { ready } = body.length === 0 ? {} : parseJsonObject(body)
  if (ready !== undefined && typeof ready !== 'boolean')
    throw requestError('ready does not fit', 'true or false')
  return jsonReply(
    fleet
      .statuses()
      .filter(({ state }) => ready !== true || state === 'READY')
      .map(({ name, version, state, reason }) => ({ name, version, state: INDEX_STATE[state], reason })),
  )
}

function modelMetadata({ name, version, digest, stage }: DesiredModel, { inputs, outputs }: Signature) {
  return {
    name,
    versions: [version],
    platform: 'onnx_onnxv1',
    inputs,
    outputs,
    properties: { digest, version, stage },
  }
}

interface ModelRoute {
  readonly name: string
  readonly version: string | undefined
}

function find({ name, version }: ModelRoute, fleet: Fleet): ServedModel {
  const shown = JSON.stringify(name.slice(0, 128))
  const model = fleet.get(name)
  if (model === undefined && fleet.knows(name)) {
    throw serveError('serve/model-not-ready', `Cannot answer: model ${shown} is not ready`)
  }
  // Clients look for the words "Request for unknown model".
  if (model === undefined)
    throw serveError('serve/model-unknown', `Request for unknown model: ${shown} is not served here`)
  if (version !== undefined && version !== model.desired.version) {
    throw serveError(
      'serve/model-unknown',
      `Request for unknown model: ${shown} is served here as ${model.desired.version} and in no other version`,
    )
  }
  return model
}

// From the look at the table to the place in the queue there is no pause, so no request meets a version that has left.
async function infer(model: ServedModel, question: Question, limits: Limits): Promise<Reply> {
  const headerLength = parseHeaderLength(question.headers[HEADER_LENGTH])
  const request = parseInferRequest({ bytes: question.body, headerLength }, model.signature, limits)
  const ticket = model.infer(request)
  question.onTicket(ticket)
  const { headers, body } = renderInferResponse(model.desired, request, await ticket.result)
  return { status: 200, headers: { ...headers, 'x-slipway-digest': model.desired.digest }, body }
}

function parseHeaderLength(value: string | string[] | undefined): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && /^[0-9]{1,15}$/.test(value)) return Number(value)
  throw requestError('Inference-Header-Content-Length does not fit', 'a whole number of bytes')
}
