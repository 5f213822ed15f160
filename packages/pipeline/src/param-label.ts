/** A parameter of a key's preimage as a sentence names it: "params.yaml:train.lr" → "params.yaml train.lr". */
export function paramLabel(key: string): string {
  return key.replace(/:$/, '').replace(':', ' ')
}
