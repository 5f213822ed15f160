import type { Account } from '../../forge/state/account.ts'
import { type Html, html } from '../html.ts'
import { timeAgo } from '../time.ts'
import { avatar, personName } from './person.ts'

/** One comment with its author: the description of a pull request is one too. */
export function commentCard(comment: {
  readonly id: string
  readonly author: Account
  readonly verb: string
  readonly at: string
  readonly edited: boolean
  readonly body: Html | undefined
  readonly now: Date
}): Html {
  return html`<article class="comment" id="${comment.id}">
<header>${avatar(comment.author)} <span>${personName(comment.author)} ${comment.verb} ${timeAgo(comment.at, comment.now)}${comment.edited && html` · edited`}</span></header>
<div class="markdown-body">${comment.body ?? html`<p class="quiet"><em>No description provided.</em></p>`}</div>
</article>`
}
