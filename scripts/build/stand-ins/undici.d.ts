export declare const fetch: typeof globalThis.fetch;
export declare class ProxyAgent {
    constructor();
}
export declare class Agent {
}
export declare class EnvHttpProxyAgent extends ProxyAgent {
}
