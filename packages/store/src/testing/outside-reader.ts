import { execFileSync } from 'node:child_process'
import { installedTool } from './installed-tool.ts'

const PYTHON = installedTool('Python with the clouds’ own libraries', 'clouds/bin/python')

/** What a program of somebody else's found. */
export interface OutsideView {
  /** Every key below the prefix. */
  readonly keys: readonly string[]
  /** The bytes of the one that was asked for. */
  readonly content: Buffer
}

/** The clouds' own clients for Python, as anybody would use them, without a line of ours. */
export const OUTSIDE = {
  installed: PYTHON.installed,
  missing: PYTHON.missing,
  /** boto3, by Amazon. */
  s3: `
import boto3
bucket = boto3.resource("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL_S3"]).Bucket(home)
keys = [item.key for item in bucket.objects.filter(Prefix=prefix)]
content = bucket.Object(key).get()["Body"].read()
`,
  /** google-cloud-storage, by Google. */
  gcs: `
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
client = storage.Client(project="test", credentials=AnonymousCredentials())
keys = [item.name for item in client.list_blobs(home, prefix=prefix)]
content = client.bucket(home).blob(key).download_as_bytes(checksum="md5")
`,
  /** azure-storage-blob, by Microsoft. */
  azure: `
from azure.storage.blob import ContainerClient
container = ContainerClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"], home)
keys = [item.name for item in container.list_blobs(name_starts_with=prefix)]
content = container.download_blob(key, validate_content=True).readall()
`,
} as const

/** Lists what lies below the prefix, and reads one key, with the client of the cloud itself. */
export function lookFromOutside(
  cloud: 's3' | 'gcs' | 'azure',
  { home, prefix, key, env }: { home: string; prefix: string; key: string; env: Record<string, string> },
): OutsideView {
  const program = `
import base64, json, os, sys
home, prefix, key = sys.argv[1:]
${OUTSIDE[cloud]}
print(json.dumps({"keys": keys, "content": base64.b64encode(content).decode()}))
`
  const printed = execFileSync(PYTHON.file, ['-c', program, home, prefix, key], { env, encoding: 'utf8' })
  const { keys, content } = JSON.parse(printed) as { keys: string[]; content: string }
  return { keys, content: Buffer.from(content, 'base64') }
}
