// The parts of Vega carry no types of their own; these are the few names that we use.

declare module 'vega-dataflow' {
  export const transforms: Record<string, unknown>
}
declare module 'vega-encode'
declare module 'vega-view-transforms'
declare module 'vega-transforms' {
  export const aggregate: unknown
  export const collect: unknown
  export const extent: unknown
  export const facet: unknown
  export const filter: unknown
  export const formula: unknown
  export const multiextent: unknown
  export const multivalues: unknown
  export const prefacet: unknown
  export const proxy: unknown
  export const relay: unknown
  export const sieve: unknown
  export const subflow: unknown
  export const values: unknown
}
declare module 'vega-scenegraph' {
  export const textMetrics: { canvas(use: boolean): void }
}
declare module 'vega-parser' {
  export function parse(spec: object): object
}
declare module 'vega-view' {
  interface Options {
    readonly renderer: 'none'
    readonly loader: object
    readonly logger: object
  }
  export class View {
    constructor(runtime: object, options: Options)
    data(name: string, rows: readonly object[]): this
    runAsync(): Promise<this>
    toSVG(): Promise<string>
    finalize(): this
  }
}
