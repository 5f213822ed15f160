import type { Account } from './account.ts'

export interface Release {
  readonly id: number
  tag: string
  /** Branch or commit that a tag is made of when there is none at publication. */
  target: string
  name: string | null
  body: string | null
  draft: boolean
  prerelease: boolean
  /** Published while the repository's releases were immutable. */
  immutable: boolean
  readonly author: Account
  readonly createdAt: string
  updatedAt: string
  publishedAt: string | null
  readonly assets: Map<number, ReleaseAsset>
}

export interface ReleaseAsset {
  readonly id: number
  name: string
  label: string | null
  readonly contentType: string
  readonly sizeBytes: number
  /** `sha256:…` of the bytes as they arrived. */
  readonly digest: string
  readonly file: string
  readonly uploader: Account
  readonly createdAt: string
  updatedAt: string
  downloads: number
}
