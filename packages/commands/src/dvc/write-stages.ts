import { isMap, isNode, parseDocument, stringify, type YAMLMap } from 'yaml'

type Stage = Readonly<Record<string, unknown>>

/** The text of a project file with a stage more. Only the stage is written, so that comments and layout stay. */
export function writeStage(text: string, name: string, stage: Stage): string {
  const document = parseDocument(text)
  const stages = document.get('stages', true)
  if (stages === undefined && isMap(document.contents) && !document.contents.flow)
    return `${text}${text.endsWith('\n') ? '' : '\n'}${write({ stages: { [name]: stage } })}`
  const spliced =
    isMap(stages) && !stages.flow ? splice(text, stages as YAMLMap, { [name]: stage }) : undefined
  document.setIn(['stages', name], document.createNode(stage))
  const wanted = JSON.stringify(document.toJS())
  if (spliced !== undefined && JSON.stringify(parseDocument(spliced).toJS()) === wanted) return spliced
  // A layout that we do not know how to write into is written anew, with its comments.
  return document.toString({ lineWidth: 0 })
}

/** Behind the last stage, as far in as it. */
function splice(text: string, stages: YAMLMap, stage: Record<string, Stage>): string | undefined {
  const last = stages.items.at(-1)
  const [key, value] = [last?.key, last?.value]
  if (!isNode(key) || !isNode(value) || !key.range || !value.range) return undefined
  const indent = text.slice(text.lastIndexOf('\n', key.range[0]) + 1, key.range[0])
  const end = text.indexOf('\n', value.range[1] - 1)
  const head = end < 0 ? `${text}\n` : text.slice(0, end + 1)
  return `${head}${write(stage).replace(/^(?=.)/gm, indent)}${end < 0 ? '' : text.slice(end + 1)}`
}

const write = (value: unknown) => stringify(value, { lineWidth: 0 })
