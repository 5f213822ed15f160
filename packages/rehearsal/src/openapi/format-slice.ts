import type { Slice } from './slice.ts'

/** A slice as JSON with one operation or schema on a line, so that a new version shows what changed. */
export function formatSlice(slice: Slice): string {
  const members = (record: Readonly<Record<string, unknown>>) =>
    Object.entries(record)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',\n')
  return `{"source":${JSON.stringify(slice.source)},
"operations":{
${members(slice.operations)}
},
"$defs":{
${members(slice.$defs)}
}}
`
}
