// What the rules for names of all three clouds call safe.
const SEGMENT = /^[\w!.*'()-]+$/

/** The name in a store's prefix that cannot be part of one; undefined for a good prefix, and for none. */
export function oddNameOf(prefix: string): string | undefined {
  const names = prefix === '' ? [] : prefix.split('/')
  return names.find((name) => !SEGMENT.test(name) || name === '.' || name === '..')
}

/** Credentials may stand in an address by mistake; a message is no place for them. */
export function withoutUser(url: string): string {
  return url.replace(/(\/\/|%2F%2F)[^/?&]*(@|%40)/gi, '$1…$2').replace(/\b(sig|key|token)=[^&#]*/gi, '$1=…')
}
