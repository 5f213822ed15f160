import { marked } from 'marked'

/** What GitHub's Markdown becomes, without the hidden comment of the first line. */
export function rendered(markdown: string): string {
  return marked.parse(markdown, { async: false, gfm: true }).replace(/^<!--.*?-->/, '')
}

/**
 * The elements of a page in their order, each with the names of its attributes and with where it leads. The span is what keeps a dollar sign from beginning a
 * formula.
 */
export function elementsOf(html: string): readonly string[] {
  return [...html.matchAll(/<(\/?[a-zA-Z!][^\s>]*)([^>]*)>/g)]
    .map(([, name = '', attributes = '']) => {
      const address = /(?:href|src)="([^"]*)"/.exec(attributes)?.[1]
      const names = [...attributes.matchAll(/([^\s="]+)(?:="[^"]*"|=\S*)?/g)].map(
        ([, attribute = '']) => attribute,
      )
      return [name, ...names, ...(address === undefined ? [] : [address])].join(' ')
    })
    .filter((element) => element !== 'span' && element !== '/span')
}

/** The visible text outside of code, where GitHub looks for names, numbers and addresses. */
export function textOutsideCode(html: string): string {
  return html
    .replace(/<\/?span>/g, '')
    .replace(/<(code|pre)>.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}

/** Everything that GitHub would turn into a mention, a reference, a link, an emoji or a formula. */
export const REFERENCE = /(?:^|[^\w])@[a-z\d]|\w@\w|#\d|\bGH-\d|:\/\/|\bwww\.|\bmailto:|:[\w+-]+:/i
