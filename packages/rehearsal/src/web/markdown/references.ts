import type { MarkedExtension, Tokens } from 'marked'

/** What a text may refer to. */
export interface ReferenceTargets {
  /** Address of a person, or undefined for a name that nobody has. */
  person(login: string): string | undefined
  /** Address of an issue or pull request. */
  issue(number: number): string | undefined
}

interface Reference extends Tokens.Generic {
  readonly type: 'reference'
  readonly text: string
  readonly href: string
  readonly className: string
}

/** Links `@login` and `#12` to those that exist; the others stay text. */
export function references(targets: ReferenceTargets): MarkedExtension {
  return {
    extensions: [
      {
        name: 'reference',
        level: 'inline',
        start: (source) => /(?<![\w/])[@#](?=\w)/.exec(source)?.index,
        tokenizer(source) {
          const mention = /^@([a-z\d](?:-?[a-z\d]){0,38})(?![\w-])/i.exec(source)
          const issue = /^#(\d{1,9})\b/.exec(source)
          const href = mention
            ? targets.person(mention[1] ?? '')
            : issue
              ? targets.issue(Number(issue[1]))
              : undefined
          const raw = (mention ?? issue)?.[0]
          if (href === undefined || raw === undefined) return undefined
          const className = mention ? 'user-mention' : 'issue-link'
          return { type: 'reference', raw, text: raw, href, className } satisfies Reference
        },
        renderer: (token) => {
          const { href, text, className } = token as Reference
          return `<a class="${className}" href="${href}">${text}</a>`
        },
      },
    ],
  }
}
