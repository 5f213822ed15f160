import type { SchemaElement } from 'hyparquet'
import { plainText, type RawColumn, type Stored } from '../predictions/raw-column.ts'

type Conversion = Pick<RawColumn, 'type' | 'toNumber' | 'toText'>

const MS_PER_DAY = 86_400_000
const UTF8 = new TextDecoder()

/** How stored values become numbers and texts; undefined for types that are neither. @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md */
export function conversionOf(element: SchemaElement): Conversion | undefined {
  const { type, converted_type: converted, logical_type: logical } = element
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return decimal(element)
  if (converted === 'DATE' || logical?.type === 'DATE') return text((value) => dayText(Number(value)))
  const unit = unitOf(element)
  if (unit) return text((value) => instantText(BigInt(value as number | bigint), unit))
  if (logical?.type === 'TIME' || converted?.startsWith('TIME_') || converted === 'INTERVAL') return undefined
  switch (type) {
    case 'BOOLEAN':
      return { type: 'boolean', toNumber: Number, toText: plainText }
    case 'INT32':
    case 'INT64':
      return integer(element)
    case 'FLOAT':
    case 'DOUBLE':
      return { type: 'number', toNumber: Number, toText: (value) => plainText(Number(value)) }
    case 'INT96':
      return text((value) => instantText(value as bigint, 1_000_000_000n))
    case 'BYTE_ARRAY':
      return text((value) => UTF8.decode(value as Uint8Array))
    case 'FIXED_LEN_BYTE_ARRAY':
      return logical?.type === 'FLOAT16' ? half() : text((value) => hex(value as Uint8Array))
    default:
      return undefined
  }
}

function text(toText: (value: Stored) => string): Conversion {
  return { type: 'text', toNumber: () => Number.NaN, toText }
}

/** Unsigned integers are stored in the bits of signed ones. */
function integer({ type, converted_type: converted, logical_type: logical }: SchemaElement): Conversion {
  const unsigned = converted?.startsWith('UINT_') || (logical?.type === 'INTEGER' && !logical.isSigned)
  const wide = type === 'INT64'
  const value = (stored: Stored): number | bigint => {
    if (!unsigned) return stored as number | bigint
    return wide ? BigInt.asUintN(64, stored as bigint) : (stored as number) >>> 0
  }
  return {
    type: 'integer',
    toNumber: (stored) => Number(value(stored)),
    toText: (stored) => String(value(stored)),
  }
}

/** Exact as text; as a number the nearest double, as if the text were read. */
function decimal({ type, scale: outer, logical_type: logical }: SchemaElement): Conversion {
  const scale = (logical?.type === 'DECIMAL' ? logical.scale : outer) ?? 0
  const unscaled = (value: Stored): bigint =>
    type === 'INT32' || type === 'INT64' ? BigInt(value as number | bigint) : bigEndian(value as Uint8Array)
  const written = (value: Stored) => decimalText(unscaled(value), scale)
  return {
    type: scale === 0 ? 'integer' : 'number',
    toNumber: (value) => Number(written(value)),
    toText: written,
  }
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale))
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`
}

function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return BigInt.asIntN(bytes.length * 8, value)
}

/** IEEE 754 binary16, little-endian. */
function half(): Conversion {
  const toNumber = (value: Stored) => {
    const [low = 0, high = 0] = value as Uint8Array
    const exponent = (high >> 2) & 0x1f
    const fraction = ((high & 3) << 8) | low
    const sign = high >> 7 === 1 ? -1 : 1
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
    return exponent === 0 ? (sign * fraction) / 2 ** 24 : sign * 2 ** (exponent - 25) * (1024 + fraction)
  }
  return { type: 'number', toNumber, toText: (value) => plainText(toNumber(value)) }
}

/** How many of the column's units make a second; undefined where it holds no instants. */
function unitOf({ converted_type: converted, logical_type: logical }: SchemaElement): bigint | undefined {
  if (logical?.type === 'TIMESTAMP')
    return { MILLIS: 1000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n }[logical.unit]
  if (converted === 'TIMESTAMP_MILLIS') return 1000n
  return converted === 'TIMESTAMP_MICROS' ? 1_000_000n : undefined
}

function dayText(days: number): string {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10)
}

/** ISO 8601 without zone; a fraction of the second only where there is one, so that the column's unit leaves no trace. */
function instantText(value: bigint, perSecond: bigint): string {
  const rest = BigInt.asIntN(64, ((value % perSecond) + perSecond) % perSecond)
  const seconds = (value - rest) / perSecond
  const fraction = String(rest)
    .padStart(String(perSecond).length - 1, '0')
    .replace(/0+$/, '')
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
