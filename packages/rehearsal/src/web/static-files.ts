import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { LIVE_SCRIPT } from './live-script.ts'
import { BASE_STYLE } from './style/base.ts'
import { CODE_STYLE } from './style/code.ts'
import { PARTS_STYLE } from './style/parts.ts'

export interface StaticFile {
  readonly contentType: string
  readonly content: string
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="none" stroke="#0969da" stroke-width="1.4" d="m8 1 6.2 3.3v7.4L8 15l-6.2-3.3V4.3zM1.9 4.4 8 7.7l6.1-3.3M8 7.7V15"/></svg>`

let style: string | undefined

/** The files that every page refers to. */
export function staticFile(name: string): StaticFile | undefined {
  switch (name) {
    case 'style.css':
      style ??= [markdownStyle(), BASE_STYLE, PARTS_STYLE, CODE_STYLE].join('\n')
      return { contentType: 'text/css; charset=utf-8', content: style }
    case 'live.js':
      return { contentType: 'text/javascript; charset=utf-8', content: LIVE_SCRIPT }
    case 'icon.svg':
      return { contentType: 'image/svg+xml', content: ICON }
    default:
      return avatarFile(name)
  }
}

/** Avatars by account, for clients of the API; the pages draw their own. */
function avatarFile(name: string): StaticFile | undefined {
  const id = /^avatars\/(\d+)\.svg$/.exec(name)?.[1]
  if (id === undefined) return undefined
  const hue = (Number(id) * 47) % 360
  const content = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" fill="hsl(${hue} 42% 44%)"/></svg>`
  return { contentType: 'image/svg+xml', content }
}

/** How GitHub shows Markdown, in light and dark: a file beside the bundle, or the package that it comes from. */
function markdownStyle(): string {
  const beside = ['./github-markdown.css', '../github-markdown.css']
    .map((name) => fileURLToPath(new URL(name, import.meta.url)))
    .find((file) => existsSync(file))
  return readFileSync(
    beside ?? createRequire(import.meta.url).resolve('github-markdown-css/github-markdown.css'),
    'utf8',
  )
}
