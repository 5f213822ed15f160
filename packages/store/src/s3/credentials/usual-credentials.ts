import { CredentialChain } from '../../http/credential-chain.ts'
import type { Surroundings } from '../../http/credentials.ts'
import type { AwsCredentials } from './aws-credentials.ts'
import { fromContainer } from './from-container.ts'
import { fromEnvironment } from './from-environment.ts'
import { fromInstance } from './from-instance.ts'
import { fromProfile } from './from-profile.ts'
import { fromWebIdentity } from './web-identity.ts'

/** The usual places, in the order of the AWS tools. */
export function usualAwsCredentials(
  surroundings: Surroundings,
  region: string,
): CredentialChain<AwsCredentials> {
  return new CredentialChain({
    cloud: 'S3',
    hint: 'In GitHub Actions use aws-actions/configure-aws-credentials; elsewhere `aws configure`: docs/guides/remotes.md',
    sources: [
      fromEnvironment(surroundings),
      fromWebIdentity(surroundings, region),
      fromProfile(surroundings, region),
      fromContainer(surroundings),
      fromInstance(surroundings),
    ],
    now: surroundings.now,
  })
}
