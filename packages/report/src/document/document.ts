// What a report says, apart from how it is written down: comment, check, summary, terminal and HTML are five ways to write
// the same blocks. A string is text and only text, wherever it came from; each writer escapes it in one place.

/** How a word is meant; a colour may follow from it, and is never alone. */
export type Tone = 'good' | 'bad' | 'unsure' | 'quiet'

export type Inline =
  | string
  | readonly Inline[]
  | { readonly strong: Inline }
  | { readonly emphasis: Inline }
  | { readonly struck: Inline }
  | { readonly code: string }
  | { readonly link: string; readonly text: string }
  | { readonly tone: Tone; readonly text: Inline }

export interface Column {
  readonly title: Inline
  readonly align: 'left' | 'right' | 'center'
  /** Its cells hold sentences rather than values, and may take several lines. */
  readonly wraps?: true
}

export interface Table {
  /** What the table shows, for those who hear it. */
  readonly caption: string
  readonly columns: readonly Column[]
  /** One cell per column; the first names the row. */
  readonly rows: readonly (readonly Inline[])[]
}

export type Block =
  | { readonly kind: 'heading'; readonly text: Inline }
  | { readonly kind: 'paragraph'; readonly text: Inline }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly Inline[] }
  | ({ readonly kind: 'table' } & Table)
  /** Lines of fixed width. */
  | { readonly kind: 'drawing'; readonly label: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'callout'
      readonly level: 'note' | 'warning' | 'caution'
      readonly blocks: readonly Block[]
    }
  /** Folded where that can be done, with its result beside the title. */
  | {
      readonly kind: 'section'
      readonly title: string
      readonly result: Inline
      readonly blocks: readonly Block[]
    }
  | Figure
  | Curves

/** Lines over equal steps: Mermaid where Markdown is written, and everywhere the numbers. */
export interface Curves {
  readonly kind: 'curves'
  readonly title: string
  readonly x: { readonly title: string; readonly from: number; readonly to: number }
  readonly y: string
  /** In the order in which they are drawn; all of one length, finite. */
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[]
  readonly table: Table
}

/** A drawn chart and the numbers in it. The HTML report shows its SVG, a comment its Mermaid, where there is one. */
export interface Figure {
  readonly kind: 'figure'
  readonly title: string
  /** What one sees in it, in a sentence. */
  readonly summary: string
  readonly svg: string
  /** The same in Mermaid, for a comment; absent or empty where it has no word for it. */
  readonly mermaid?: readonly string[]
  readonly table: Table
}

export const paragraph = (...text: readonly Inline[]): Block => ({ kind: 'paragraph', text })
export const strong = (text: Inline): Inline => ({ strong: text })
export const code = (text: string): Inline => ({ code: text })

/** Puts something between the items. */
export function joined(items: readonly Inline[], separator: Inline): Inline[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]))
}
