import { describe, expect, it } from 'vitest'
import { escapeXml, parseXml, textAt, type XmlElement } from './parse-xml.ts'

/** Random numbers that are the same in each run (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const ALPHABET = [
  'a',
  'Z',
  '0',
  '/',
  ' ',
  '\n',
  '&',
  '<',
  '>',
  '"',
  "'",
  ';',
  '#',
  ']]>',
  '&amp;',
  '<b>',
  'ü',
  '€',
  '😀',
  '--',
]

function randomText(random: (below: number) => number): string {
  return Array.from({ length: random(12) }, () => ALPHABET[random(ALPHABET.length)]).join('')
}

function randomElement(random: (below: number) => number, depth: number): XmlElement {
  const name = ['Key', 'x-1', 'ns:Size', 'Ä'][random(4)] ?? ''
  const children =
    depth === 0 ? [] : Array.from({ length: random(4) }, () => randomElement(random, depth - 1))
  return { name, text: children.length > 0 ? '' : randomText(random), children }
}

/** Writes an element in one of the ways in which it can be written. */
function write(element: XmlElement, random: (below: number) => number): string {
  const { name, text, children } = element
  const attributes =
    ['', ' xmlns="http://s3/"', ' a = \'1>\' b="</Key>"'.replace('</', '&lt;/')][random(3)] ?? ''
  const inner = children.map((child) => write(child, random)).join('<!-- <no/> -->')
  if (inner === '' && text === '' && random(2) === 0) return `<${name}${attributes}/>`
  const chars = [...text].map((char) =>
    random(3) === 0 ? `&#x${char.codePointAt(0)?.toString(16)};` : escapeXml(char),
  )
  const body =
    text !== '' && !text.includes(']]>') && random(3) === 0 ? `<![CDATA[${text}]]>` : chars.join('')
  return `<${name}${attributes}>${body}${inner}</${name} >`
}

describe('parseXml()', () => {
  it('gives back any element, however it is written', () => {
    for (let seed = 0; seed < 500; seed++) {
      const random = randomOf(seed)
      const element = randomElement(random, 3)
      const source = `<?xml version="1.0"?>\n${write(element, random)}\n`
      expect(parseXml(source), source).toEqual(element)
    }
  })

  it('throws, and never hangs or invents, for what was cut anywhere', () => {
    const whole = '<a x="1"><b>&amp;<![CDATA[c]]></b><!-- d --><e/></a>'
    for (let length = 0; length < whole.length; length++)
      expect(() => parseXml(whole.slice(0, length))).toThrow()
    expect(textAt(parseXml(whole), 'b')).toBe('&c')
  })

  it.each([
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<a>&b;</a>',
    '<a>&#x110000;</a>',
    '<a>&amp</a>',
    '<a></b>',
    '<a/><b/>',
    'text',
    '<a/>text',
    '<a',
    '</a>',
    '',
  ])('refuses %s', (source) => {
    expect(() => parseXml(source)).toThrow()
  })
})
