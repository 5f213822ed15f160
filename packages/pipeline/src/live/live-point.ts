/** One value of one metric, as a stage wrote it; `value` may be no finite number. */
export interface LivePoint {
  readonly name: string
  readonly step: number
  readonly value: number
  /** The last step that there will be, where the stage says so. */
  readonly total?: number
}

/** Reads what was appended to one file; what is not whole yet comes with the next bytes. */
export interface LiveReader {
  /** @throws Error for what is no such file; then it is not read on */
  read(bytes: Uint8Array): readonly LivePoint[]
}
