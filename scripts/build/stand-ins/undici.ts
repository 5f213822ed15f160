// In the place of `undici` in the bundle. The Actions toolkit takes two things from it, for requests through a proxy; Node 24's
// own fetch is undici too, and goes through HTTPS_PROXY by itself where NODE_USE_ENV_PROXY is 1.
export const fetch = globalThis.fetch

export class ProxyAgent {
  constructor() {
    throw new Error('Requests through a proxy need NODE_USE_ENV_PROXY=1 in the environment of the job')
  }
}

export class Agent {}
export class EnvHttpProxyAgent extends ProxyAgent {}
