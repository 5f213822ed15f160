import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Model, shortOf } from '@slipway/core'
import { createDetachedCommit, createDraft, createTag, publishRelease, uploadAssets } from '@slipway/github'
import { formatReleaseMarker, formatVersionMessage, type PromotionPlan } from '@slipway/registry'
import type { Context } from '../context.ts'
import type { Champion } from '../judge/champion.ts'
import type { ModelWork } from '../judge/model-work.ts'
import type { ObjectReader } from '../judge/object-reader.ts'
import type { Forge } from '../open-forge.ts'
import type { OpenWorkspace } from '../open-workspace.ts'
import { nextMoment } from './next-moment.ts'
import type { PromotionCase } from './promotion-case.ts'
import { writeReleaseFiles } from './release-files.ts'
import { secureWork } from './secure-work.ts'

export interface ReleaseOrder {
  readonly plan: Extract<PromotionPlan, { kind: 'release' }>
  readonly model: Model
  readonly work: ModelWork
  readonly open: OpenWorkspace
  readonly reader: ObjectReader
  readonly report: string
  readonly champion: Champion | undefined
  readonly actor: string
  readonly temporary: string
}

/**
 * Releases: secure the bytes, draft, assets, tag, publish. Every step finds what an attempt that was cut off left behind, so
 * that doing it again ends in the same one release.
 */
export async function applyRelease(
  context: Context,
  forge: Forge,
  promotion: PromotionCase,
  order: ReleaseOrder,
): Promise<void> {
  const { github, serverUrl } = forge
  const { plan, model, work } = order
  const folder = join(order.temporary, `${model.name}-${plan.version}`)
  try {
    const files = await writeReleaseFiles(folder, {
      model,
      project: promotion.merged.planned.project,
      work,
      version: plan.version,
      commit: promotion.commit,
      verdict: plan.verdict,
      repositoryUrl: `${serverUrl}/${github.repository}`,
      report: order.report,
      champion: order.champion,
      intendedUse: await promotion.merged.planned.tree.readText(`docs/${model.name}.md`),
      reader: order.reader,
    })
    await secureWork(order.open, work, plan.verdict, files.jsonText)
    const draft = await createDraft(github, {
      tag: plan.tag,
      title: `${model.name} ${plan.version}`,
      body: `${formatReleaseMarker(work.model.oid)}\n${withoutFrontMatter(files.card)}`,
    })
    context.progress.note(`${plan.tag}: draft ${draft.id}, ${files.assets.length} assets`)
    await uploadAssets(github, draft, files.assets)
    const tagger = {
      name: order.actor,
      email: `${order.actor}@users.noreply.github.com`,
      date: nextMoment(promotion.registry, context.now()),
    }
    const commit = await targetCommit(forge, plan, model, tagger)
    await createTag(github, {
      name: plan.tag,
      commit,
      message: formatVersionMessage(model.name, plan.version, {
        model: work.model.oid,
        modelJson: files.jsonDigest,
        run: work.run.key,
        record: work.run.digest,
        verdict: files.json.verdict,
      }),
      tagger,
    })
    await publishRelease(github, { id: draft.id, tag: plan.tag, commit })
    context.progress.note(`${plan.tag}: published, model ${shortOf(work.model.oid)}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Tagger = Parameters<typeof createTag>[1]['tagger']

async function targetCommit(
  { github }: Forge,
  plan: ReleaseOrder['plan'],
  model: Model,
  author: Tagger,
): Promise<string> {
  if (plan.target.kind === 'commit') return plan.target.commit
  return createDetachedCommit(github, {
    tree: plan.target.tree,
    parent: plan.target.parent,
    message: `${model.name} ${plan.version}\n\nThe tree of the commit above, which has a version already.`,
    author,
  })
}

/** A release page shows Markdown; the card's front matter is for the model hub. */
function withoutFrontMatter(card: string): string {
  return card.replace(/^---\n[\s\S]*?\n---\n+/, '')
}
