import type { Surroundings } from '../../http/credentials.ts'
import { type AwsSource, checkCredentials } from './aws-credentials.ts'

/** AWS_ACCESS_KEY_ID and what belongs to it: what aws-actions/configure-aws-credentials leaves in a job. */
export function fromEnvironment({ env }: Surroundings): AwsSource {
  const place = 'the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)'
  return {
    place,
    find: async () => {
      if (!env.AWS_ACCESS_KEY_ID && !env.AWS_SECRET_ACCESS_KEY) return undefined
      return checkCredentials(
        {
          accessKeyId: env.AWS_ACCESS_KEY_ID,
          secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
          sessionToken: env.AWS_SESSION_TOKEN,
          expiration: env.AWS_CREDENTIAL_EXPIRATION,
        },
        place,
      )
    },
  }
}
