import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Tells the story as it goes: chapters, who does what, what the bot says. */
export class Narrator {
  readonly #write: (text: string) => void
  readonly #colour: boolean
  readonly #started = performance.now()
  readonly steps: { name: string; seconds: number }[] = []

  constructor(write: (text: string) => void, colour: boolean) {
    this.#write = write
    this.#colour = colour
  }

  /** Runs one chapter and takes its time. */
  async chapter<T>(name: string, title: string, work: () => Promise<T>): Promise<T> {
    this.#write(`\n${this.#styled('bold', title)}\n`)
    const start = performance.now()
    const result = await work()
    const seconds = (performance.now() - start) / 1000
    this.steps.push({ name, seconds: Math.round(seconds * 10) / 10 })
    this.#write(this.#styled('dim', `  ${seconds.toFixed(0)} s\n`))
    return result
  }

  /** What a person does. */
  person(who: string, does: string): void {
    this.#write(`  ${this.#styled('cyan', who.padEnd(6))} ${does}\n`)
  }

  /** What the bot says: its words, indented. */
  bot(text: string): void {
    const [first = '', ...rest] = text.split('\n')
    this.#write(
      `  ${this.#styled('magenta', 'bot'.padEnd(6))} ${first}\n${rest.map((line) => `         ${line}\n`).join('')}`,
    )
  }

  note(text: string): void {
    this.#write(`  ${this.#styled('dim', '·'.padEnd(6))} ${text}\n`)
  }

  plain(text: string): void {
    this.#write(`${text}\n`)
  }

  get seconds(): number {
    return Math.round((performance.now() - this.#started) / 100) / 10
  }

  #styled(style: Style, text: string): string {
    return this.#colour ? styleText(style, text, { validateStream: false }) : text
  }
}
