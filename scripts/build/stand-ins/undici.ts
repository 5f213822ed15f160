// In the place of `undici` in the bundle, which Node's own fetch is made of. The Actions toolkit takes two things from it, for
// requests through a proxy: Node's fetch goes through HTTPS_PROXY by itself where NODE_USE_ENV_PROXY is 1.

/** A proxy that the toolkit found in the environment; Node finds it there too, where it may. */
export class ProxyAgent {}

export class Agent {}
export class EnvHttpProxyAgent extends ProxyAgent {}

export async function fetch(
  url: string | URL | Request,
  { dispatcher, ...options }: RequestInit & { dispatcher?: unknown } = {},
): Promise<Response> {
  if (dispatcher instanceof ProxyAgent && process.env.NODE_USE_ENV_PROXY !== '1')
    throw new Error('Requests through a proxy need NODE_USE_ENV_PROXY=1 in the environment of the job')
  return globalThis.fetch(url, options)
}
