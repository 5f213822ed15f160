const LFS = /(?:^|\s)filter=lfs(?=\s|$)/

/** A .gitattributes without the lines that send files to LFS; other attributes on them stay. */
export function withoutLfs(text: string): string {
  return text
    .split(/(?<=\n)/)
    .flatMap((line) => {
      if (/^\s*#/.test(line) || !LFS.test(line)) return [line]
      const rest = line.replace(/\s+(?:(?:filter|diff|merge)=lfs|-text|lockable)(?=\s|$)/g, '')
      return /\S\s+\S/.test(rest) ? [rest] : []
    })
    .join('')
}

/** A .gitattributes that takes files of this name in its folder out of LFS again; the text as it is when it does already. */
export function exceptFromLfs(text: string, pattern: string): string {
  const line = `${pattern} !filter !diff !merge !text`
  if (text.split(/\r?\n/).includes(line)) return text
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`
}
