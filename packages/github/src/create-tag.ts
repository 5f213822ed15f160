import { SlipwayError } from '@slipway/core'
import { createOnce, NO_RETRIES } from './create-once.ts'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'

export interface TagText {
  readonly name: string
  readonly commit: string
  readonly message: string
  readonly tagger: { readonly name: string; readonly email: string; readonly date: Date }
}

export interface AnnotatedTag {
  /** Of the tag object. */
  readonly oid: string
  readonly name: string
  readonly commit: string
  readonly message: string
}

/**
 * Makes an annotated tag: the object, then the ref. A tag that is there with the same commit and message is done, when
 * and by whom it was made does not matter.
 *
 * @throws github/conflict where the name is taken by anything else
 */
export async function createTag(github: GitHub, text: TagText): Promise<AnnotatedTag> {
  return createOnce(
    github,
    async () => {
      const found = await findTag(github, text.name)
      if (found === undefined || isSame(found, text)) return found
      throw githubError(
        'github/conflict',
        `Cannot create tag "${text.name}": it is there, on ${found.commit}; expected it to be free or the same`,
        { hint: 'Another writer was faster: read the tags again and start over' },
      )
    },
    () =>
      github.request(
        { action: `create tag "${text.name}"`, permission: 'contents: write' },
        async ({ rest }, at) => {
          const { name: tag, commit: object, message, tagger } = text
          const who = { name: tagger.name, email: tagger.email, date: tagger.date.toISOString() }
          // Without a ref nobody sees the object, so making it twice does no harm.
          const made = await rest.git.createTag({ ...at, tag, object, message, type: 'commit', tagger: who })
          await rest.git.createRef({
            ...at,
            ref: `refs/tags/${tag}`,
            sha: made.data.sha,
            request: NO_RETRIES,
          })
          return { oid: made.data.sha, name: tag, commit: object, message }
        },
      ),
  )
}

/**
 * The annotated tag of this name, or undefined.
 *
 * @throws github/conflict where the name is a lightweight tag, or leads to no commit
 */
export async function findTag(github: GitHub, name: string): Promise<AnnotatedTag | undefined> {
  const purpose = { action: `read tag "${name}"`, permission: 'contents: read' } as const
  try {
    return await github.request(purpose, async ({ rest }, at) => {
      const { object } = (await rest.git.getRef({ ...at, ref: `tags/${name}` })).data
      if (object.type !== 'tag') throw unusable(name, 'it is a lightweight tag')
      const { data } = await rest.git.getTag({ ...at, tag_sha: object.sha })
      if (data.object.type !== 'commit') throw unusable(name, `it leads to a ${data.object.type}`)
      return { oid: object.sha, name, commit: data.object.sha, message: data.message }
    })
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'github/not-found') return undefined
    throw error
  }
}

function unusable(name: string, found: string): SlipwayError {
  return githubError(
    'github/conflict',
    `Cannot use tag "${name}": ${found}; expected an annotated tag of a commit`,
  )
}

function isSame(found: AnnotatedTag, text: TagText): boolean {
  return found.commit === text.commit && found.message.trimEnd() === text.message.trimEnd()
}
