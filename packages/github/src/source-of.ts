import type { Source } from './download.ts'

/** Reads Octokit's answer to a request that neither followed a redirect nor read a body. */
export async function sourceOf(response: {
  readonly status: number
  readonly headers: { readonly location?: string }
  readonly data: unknown
}): Promise<Source> {
  const body =
    response.data instanceof ReadableStream ? (response.data as ReadableStream<Uint8Array>) : undefined
  if (response.status < 300 || response.status >= 400) return { location: undefined, body }
  await body?.cancel()
  return { location: response.headers.location, body: undefined }
}
