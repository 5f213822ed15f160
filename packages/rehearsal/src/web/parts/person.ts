import type { Account } from '../../forge/state/account.ts'
import { type Html, html } from '../html.ts'

/** A person's sign: the first letter on a colour of their own. */
export function avatar(account: Account): Html {
  const hue = (account.id * 47) % 360
  const letter = account.type === 'Bot' ? '⚙' : account.login.charAt(0).toUpperCase()
  const shape = account.type === 'Bot' ? 'avatar avatar-bot' : 'avatar'
  return html`<svg class="${shape}" viewBox="0 0 20 20" aria-hidden="true"><rect width="20" height="20" fill="hsl(${hue} 42% 44%)"/><text x="10" y="10">${letter}</text></svg>`
}

/** A name that leads to a person's repositories; bots have none. */
export function personName(account: Account): Html {
  if (account.type === 'User') return html`<a class="person" href="/${account.login}">${account.login}</a>`
  const name = account.login.replace('[bot]', '')
  return html`<span class="person">${name}</span> <span class="label">bot</span>`
}
