import { expect, it } from 'vitest'
import { parseRoute } from './route.ts'

it.each([
  ['GET', '/v2', { kind: 'server' }],
  ['GET', '/v2/', { kind: 'server' }],
  ['HEAD', '/v2/health/live', { kind: 'live' }],
  ['GET', '/v2/health/ready?verbose=1', { kind: 'ready' }],
  ['GET', '/v2/models/m', { kind: 'model', name: 'm', version: undefined }],
  ['GET', '/v2/models/m/versions/v1.4.0', { kind: 'model', name: 'm', version: 'v1.4.0' }],
  ['GET', '/v2/models/m/ready', { kind: 'model-ready', name: 'm', version: undefined }],
  ['GET', '/v2/models/m/versions/3/ready', { kind: 'model-ready', name: 'm', version: '3' }],
  ['POST', '/v2/models/m/infer', { kind: 'infer', name: 'm', version: undefined }],
  ['POST', '/v2/models/a%2Fb/versions/v1/infer', { kind: 'infer', name: 'a/b', version: 'v1' }],
  ['POST', '/v2/repository/index', { kind: 'index' }],
  ['POST', '/v2/repository/models/m/unload', { kind: 'control' }],
  ['GET', '/v2/models/m/infer', { kind: 'wrong-method', allow: 'POST' }],
  ['DELETE', '/v2/health/live', { kind: 'wrong-method', allow: 'GET' }],
])('parseRoute() reads %s %s', (method, url, route) => {
  expect(parseRoute(method, url)).toEqual(route)
})

it.each([
  '/',
  '/v1/models/m:predict',
  '/v2x',
  'v2',
  '/v2/models',
  '/v2/models/m/versions',
  '/v2/models/m/versions/1/infer/x',
  '/v2/models/m/stats',
  '/v2/health',
  '/v2/repository/models/m/other',
  '/v2/models/%zz/infer',
  '//v2',
  '/v2/../etc',
])('parseRoute() does not know %s', (url) => {
  expect(() => parseRoute('GET', url)).toThrow(expect.objectContaining({ code: 'serve/route-unknown' }))
})
