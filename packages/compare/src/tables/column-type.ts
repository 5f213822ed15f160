import type { ThriftStruct } from './thrift-value.ts'

/** One element of a Parquet schema; fields by the ids of SchemaElement. */
export interface SchemaNode {
  readonly name: string
  readonly fields: ThriftStruct
  readonly children: readonly SchemaNode[]
}

// Ids of SchemaElement's fields, of enum values, and of LogicalType's union. @see https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
const TYPE = 1
const TYPE_LENGTH = 2
const REPETITION = 3
const CONVERTED = 6
const SCALE = 7
const PRECISION = 8
const LOGICAL = 10
const REPEATED = 2
const PHYSICAL = ['bool', 'int32', 'int64', 'timestamp[ns]', 'float', 'double', 'binary', 'fixed_size_binary']
const CONVERTED_NAMES: Readonly<Record<number, string>> = {
  0: 'string',
  4: 'string',
  6: 'date',
  7: 'time[ms]',
  8: 'time[us]',
  9: 'timestamp[ms]',
  10: 'timestamp[us]',
  11: 'uint8',
  12: 'uint16',
  13: 'uint32',
  14: 'uint64',
  15: 'int8',
  16: 'int16',
  17: 'int32',
  18: 'int64',
  19: 'json',
  20: 'bson',
  21: 'interval',
}
const LOGICAL_NAMES: Readonly<Record<number, string>> = {
  1: 'string',
  4: 'string',
  6: 'date',
  11: 'null',
  12: 'json',
  13: 'bson',
  14: 'uuid',
  15: 'halffloat',
  16: 'variant',
  17: 'geometry',
  18: 'geography',
}
const CONVERTED_MAP = 1
const CONVERTED_LIST = 3
const CONVERTED_DECIMAL = 5
const LOGICAL_MAP = 2
const LOGICAL_LIST = 3
const LOGICAL_DECIMAL = 5
const LOGICAL_TIME = 7
const LOGICAL_TIMESTAMP = 8
const LOGICAL_INTEGER = 10
const UNITS: Readonly<Record<number, string>> = { 1: 'ms', 2: 'us', 3: 'ns' }

/** A column's type in Arrow's words. Whether it may hold nulls is no part of it. */
export function columnType(node: SchemaNode): string {
  const type = node.children.length > 0 ? nestedType(node) : (logicalType(node) ?? plainType(node))
  return number(node.fields, REPETITION) === REPEATED ? `list<${type}>` : type
}

function nestedType(node: SchemaNode): string {
  const [only, ...others] = node.children
  const isOne = only !== undefined && others.length === 0
  if (isOne && isAnnotated(node, LOGICAL_LIST, CONVERTED_LIST)) return `list<${listItem(only)}>`
  if (isOne && isAnnotated(node, LOGICAL_MAP, CONVERTED_MAP))
    return `map<${only.children.map(columnType).join(', ')}>`
  return `struct<${node.children.map((child) => `${child.name}: ${columnType(child)}`).join(', ')}>`
}

/** A list has a repeated group around its items; old writers left it out, or repeated the items themselves. */
function listItem(repeated: SchemaNode): string {
  const [only, ...others] = repeated.children
  if (only !== undefined && others.length === 0) return columnType(only)
  return columnType(repeated).replace(/^list<(.*)>$/s, '$1')
}

function isAnnotated({ fields }: SchemaNode, logical: number, converted: number): boolean {
  return struct(fields, LOGICAL)?.has(logical) === true || number(fields, CONVERTED) === converted
}

function logicalType({ fields }: SchemaNode): string | undefined {
  for (const [kind, value] of struct(fields, LOGICAL) ?? []) {
    const about: ThriftStruct = value instanceof Map ? value : new Map()
    if (kind === LOGICAL_DECIMAL) return `decimal(${number(about, 2) ?? 0}, ${number(about, 1) ?? 0})`
    if (kind === LOGICAL_TIME) return `time[${unitOf(about)}]`
    if (kind === LOGICAL_TIMESTAMP)
      return `timestamp[${unitOf(about)}${about.get(1) === true ? ', UTC' : ''}]`
    if (kind === LOGICAL_INTEGER) return `${about.get(2) === true ? 'int' : 'uint'}${number(about, 1) ?? 0}`
    if (LOGICAL_NAMES[kind] !== undefined) return LOGICAL_NAMES[kind]
  }
  const converted = number(fields, CONVERTED)
  if (converted === CONVERTED_DECIMAL)
    return `decimal(${number(fields, PRECISION) ?? 0}, ${number(fields, SCALE) ?? 0})`
  return converted === undefined ? undefined : CONVERTED_NAMES[converted]
}

function plainType({ fields }: SchemaNode): string {
  const name = PHYSICAL[number(fields, TYPE) ?? -1] ?? 'unknown'
  return name === 'fixed_size_binary' ? `${name}[${number(fields, TYPE_LENGTH) ?? 0}]` : name
}

function unitOf(about: ThriftStruct): string {
  const [unit] = struct(about, 2)?.keys() ?? []
  return UNITS[unit ?? 0] ?? 'unknown'
}

function number(fields: ThriftStruct, id: number): number | undefined {
  const value = fields.get(id)
  return typeof value === 'bigint' ? Number(value) : undefined
}

function struct(fields: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = fields.get(id)
  return value instanceof Map ? value : undefined
}
