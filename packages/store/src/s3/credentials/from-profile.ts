import { exec } from 'node:child_process'
import { credentialsFailed, type Surroundings } from '../../http/credentials.ts'
import {
  type AwsCredentials,
  type AwsSource,
  checkCredentials,
  parseCredentialsJson,
} from './aws-credentials.ts'
import { readProfile } from './shared-config.ts'
import { assumeRole } from './web-identity.ts'

const PROCESS_MS = 60_000

/** The shared profile: keys, a program that prints them, or a role with a token file. */
export function fromProfile(surroundings: Surroundings, region: string): AwsSource {
  const { env } = surroundings
  const name = env.AWS_PROFILE || 'default'
  const place = `profile "${name}" of ~/.aws/credentials and ~/.aws/config`
  return {
    place,
    find: async () => {
      const profile = readProfile(surroundings)
      if (profile === undefined) {
        if (!env.AWS_PROFILE) return undefined
        throw credentialsFailed(`profile "${name}"`, 'there is no such profile', {
          hint: 'Check AWS_PROFILE, or make it with `aws configure`',
        })
      }
      if (profile.aws_access_key_id) {
        return checkCredentials(
          {
            accessKeyId: profile.aws_access_key_id,
            secretAccessKey: profile.aws_secret_access_key,
            sessionToken: profile.aws_session_token,
            expiration: undefined,
          },
          place,
        )
      }
      if (profile.credential_process) return fromProcess(profile.credential_process, name, env)
      if (profile.role_arn && profile.web_identity_token_file) {
        const {
          role_arn: roleArn,
          web_identity_token_file: tokenFile,
          role_session_name: sessionName,
        } = profile
        return assumeRole({ roleArn, tokenFile, sessionName, region }, surroundings, place)
      }
      if (profile.sso_session || profile.sso_start_url || profile.role_arn) {
        throw credentialsFailed(`profile "${name}"`, 'it signs in by a way that only the AWS tools know', {
          hint: `Add a profile with \`credential_process = aws configure export-credentials --profile ${name}\`, and name it in AWS_PROFILE`,
        })
      }
      return undefined
    },
  }
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
async function fromProcess(
  command: string,
  profile: string,
  env: Surroundings['env'],
): Promise<AwsCredentials> {
  const source = `the credential_process of profile "${profile}"`
  const text = await new Promise<string>((resolve, reject) => {
    exec(command, { env: { ...env }, timeout: PROCESS_MS }, (error, stdout) => {
      // What it printed may hold a secret, and so may the cause, which repeats the command.
      if (error)
        reject(
          credentialsFailed(source, `it ended with ${error.code ?? error.signal}`, {
            hint: 'Run it by hand to see why',
          }),
        )
      else resolve(stdout)
    })
  })
  return parseCredentialsJson(text, source, 'SessionToken')
}
