import type { Context } from './context.ts'

/** A positional argument. */
export interface ArgumentSpec {
  readonly describe: string
  readonly required?: boolean
  /** Takes all that is left. */
  readonly many?: boolean
}

/** A named option: `--name`, or `--name <value>`. */
export type OptionSpec =
  | { readonly kind: 'flag'; readonly describe: string }
  | { readonly kind: 'text'; readonly value: string; readonly describe: string; readonly default?: string }
  | { readonly kind: 'number'; readonly value: string; readonly describe: string; readonly default?: number }
  | {
      readonly kind: 'choice'
      readonly choices: readonly string[]
      readonly describe: string
      readonly default?: string
    }
  | { readonly kind: 'many'; readonly value: string; readonly describe: string }

type ArgumentValue<S> = S extends { many: true }
  ? readonly string[]
  : S extends { required: true }
    ? string
    : string | undefined
type OptionValue<S> = S extends { kind: 'flag' }
  ? boolean
  : S extends { kind: 'many' }
    ? readonly string[]
    : S extends { kind: 'number' }
      ? S extends { default: number }
        ? number
        : number | undefined
      : S extends { kind: 'choice'; choices: infer C extends readonly string[] }
        ? S extends { default: string }
          ? C[number]
          : C[number] | undefined
        : S extends { default: string }
          ? string
          : string | undefined

export type Specs<S> = Readonly<Record<string, S>>
export type Values<A extends Specs<ArgumentSpec>, O extends Specs<OptionSpec>> = {
  readonly [K in keyof A]: ArgumentValue<A[K]>
} & { readonly [K in keyof O]: OptionValue<O[K]> }

/** How text is shown: with colour or not, and how wide. */
export interface Terminal {
  readonly colour: boolean
  readonly columns: number
}

/**
 * One verb, as data and one function: the same verb behind the CLI and the actions, and the source of its reference
 * page. Keys of arguments and options are camelCase; the command line shows them in kebab-case.
 */
export interface Command<A extends Specs<ArgumentSpec>, O extends Specs<OptionSpec>, Result> {
  /** The words of the verb: "data add". */
  readonly name: string
  readonly summary: string
  readonly arguments: A
  readonly options: O
  /** Command lines for the reference page. */
  readonly examples: readonly string[]
  run(context: Context, values: Values<A, O>): Promise<Result>
  /** The result for people; `--json` prints the result itself. */
  render(result: Result, terminal: Terminal): string
  /** Bytes that the command line writes as they are, in place of a text. */
  content?(context: Context, result: Result): AsyncIterable<Uint8Array>
  /** Exit status of a result that is not an error; 0 without. */
  exitCode?(result: Result): number
}

// biome-ignore lint/suspicious/noExplicitAny: a list of verbs holds verbs of every kind of option and result
export type AnyCommand = Command<any, any, any>

/** Declares a verb; exists so that its options are typed by their specification. */
export function defineCommand<const A extends Specs<ArgumentSpec>, const O extends Specs<OptionSpec>, Result>(
  command: Command<A, O, Result>,
): Command<A, O, Result> {
  return command
}

/** "acceptReason" as the command line shows it: "accept-reason". */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
