import { type AnyCommand, allCommands, silentProgress } from '@slipway/commands'

interface Place {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly warn?: (line: string) => void
}

/** Runs a verb by its name, as the command line would, in this process. */
export async function runVerb(
  name: string,
  values: Readonly<Record<string, unknown>>,
  { cwd, env, warn = () => {} }: Place,
  // biome-ignore lint/suspicious/noExplicitAny: which result it is depends on the name
): Promise<any> {
  const command: AnyCommand | undefined = allCommands.find((each) => each.name === name)
  const { signal } = new AbortController()
  const context = { cwd, env, now: () => new Date(), signal, progress: { ...silentProgress, warn } }
  return command?.run(context, values as never)
}
