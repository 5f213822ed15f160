/**
 * Cells of comma-separated text as RFC 4180 has it: a cell in quotes may hold commas, line breaks and, written twice, quotes.
 * Lines that are empty do not count; a byte order mark neither.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvRecords(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let cell = ''
  let quoted = false
  const endCell = () => {
    record.push(cell)
    cell = ''
  }
  const endRecord = () => {
    endCell()
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  const content = text.replace(/^\uFEFF/, '')
  for (let i = 0; i < content.length; i++) {
    const letter = content[i] ?? ''
    if (quoted && letter === '"' && content[i + 1] === '"') {
      cell += '"'
      i++
    } else if (letter === '"' && (quoted || cell === '')) quoted = !quoted
    else if (quoted) cell += letter
    else if (letter === ',') endCell()
    else if (letter === '\n') endRecord()
    else if (letter !== '\r') cell += letter
  }
  if (cell !== '' || record.length > 0) endRecord()
  return records
}
