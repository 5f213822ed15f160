import { maskedCrc32c } from './crc32c.ts'
import type { LivePoint, LiveReader } from './live-point.ts'
import { protobufFields } from './protobuf-fields.ts'
import { tensorScalar } from './tensor-scalar.ts'

/** Length, its CRC; then the data, and its CRC. */
const [HEADER_BYTES, FOOTER_BYTES] = [12, 4] as const
/** An event with an image or a sound may be large; what is larger is no event. */
const MOST_BYTES = 256 * 2 ** 20

/**
 * Reads TensorBoard's event files: records of TFRecord, each with its CRCs, that hold an Event; of those the scalars, written
 * as `simple_value` or as a tensor of one number. All else is passed over.
 * @see tensorflow/core/lib/io/record_writer.h and tensorflow/core/util/event.proto
 */
export class TfeventsReader implements LiveReader {
  readonly #prefix: string
  #rest: Buffer = Buffer.alloc(0)
  /** Which plugin a tag belongs to: its first value says so, and later ones may not. */
  readonly #plugins = new Map<string, string>()

  /** @param prefix goes before each tag: the folder of the run, with a "/" */
  constructor(prefix: string) {
    this.#prefix = prefix
  }

  read(bytes: Uint8Array): readonly LivePoint[] {
    this.#rest = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes])
    const points: LivePoint[] = []
    for (;;) {
      const record = this.#record()
      if (!record) return points
      points.push(...this.#event(record))
    }
  }

  #record(): Buffer | undefined {
    const bytes = this.#rest
    if (bytes.length < HEADER_BYTES) return undefined
    const length = Number(bytes.readBigUInt64LE())
    if (bytes.readUInt32LE(8) !== maskedCrc32c(bytes.subarray(0, 8)) || length > MOST_BYTES)
      throw new Error('the length of a record is damaged')
    if (bytes.length < HEADER_BYTES + length + FOOTER_BYTES) return undefined
    const data = bytes.subarray(HEADER_BYTES, HEADER_BYTES + length)
    if (bytes.readUInt32LE(HEADER_BYTES + length) !== maskedCrc32c(data))
      throw new Error('a record is damaged')
    this.#rest = bytes.subarray(HEADER_BYTES + length + FOOTER_BYTES)
    return data
  }

  #event(record: Buffer): LivePoint[] {
    let step = 0
    const summaries: Buffer[] = []
    for (const field of protobufFields(record)) {
      if (field.number === 2 && field.kind === 'varint') step = Number(BigInt.asIntN(64, field.value))
      if (field.number === 5 && field.kind === 'bytes') summaries.push(field.bytes)
    }
    return summaries.flatMap((summary) =>
      [...protobufFields(summary)].flatMap((field) => {
        if (field.number !== 1 || field.kind !== 'bytes') return []
        const scalar = this.#scalar(field.bytes)
        return scalar ? [{ name: `${this.#prefix}${scalar.tag}`, step, value: scalar.value }] : []
      }),
    )
  }

  /** One Summary.Value. */
  #scalar(message: Buffer): { readonly tag: string; readonly value: number } | undefined {
    let [tag, plugin] = ['', '']
    let value: number | undefined
    let tensor: Buffer | undefined
    for (const field of protobufFields(message)) {
      if (field.kind === 'fixed32' && field.number === 2) value = field.bytes.readFloatLE()
      if (field.kind !== 'bytes') continue
      if (field.number === 1) tag = field.bytes.toString('utf8')
      if (field.number === 8) tensor = field.bytes
      if (field.number === 9) plugin = pluginOf(field.bytes)
    }
    if (plugin !== '') this.#plugins.set(tag, plugin)
    if (tensor && (this.#plugins.get(tag) ?? 'scalars') === 'scalars') value = tensorScalar(tensor)
    return value === undefined ? undefined : { tag, value }
  }
}

/** SummaryMetadata.plugin_data.plugin_name */
function pluginOf(metadata: Buffer): string {
  for (const field of protobufFields(metadata)) {
    if (field.number !== 1 || field.kind !== 'bytes') continue
    for (const inner of protobufFields(field.bytes))
      if (inner.number === 1 && inner.kind === 'bytes') return inner.bytes.toString('utf8')
  }
  return ''
}
