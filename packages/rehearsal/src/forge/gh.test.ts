import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeAccess } from './describe-access.ts'
import { startTestForge, type TestForge } from './testing/test-forge.ts'

const run = promisify(execFile)
const installed = spawnSync('gh', ['--version']).status === 0
if (!installed)
  console.warn('SKIPPED: gh is not on the PATH, so nothing shows here that it works with the stand-in')

let test: TestForge
beforeAll(async () => {
  test = await startTestForge()
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

async function gh(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('gh', [...args], {
    env: { PATH: process.env.PATH, GH_NO_UPDATE_NOTIFIER: '1', GH_PROMPT_DISABLED: '1', ...env },
  })
  return stdout.trim()
}

describe.skipIf(!installed)('gh', () => {
  it('talks to the stand-in through the socket that describeAccess() names', async () => {
    const { env } = describeAccess(test.forge, test.tokens.ada, 'ada/models')
    expect(await gh(env, 'api', 'repos/ada/models', '--jq', '.full_name')).toBe('ada/models')
    for (let at = 0; at < 3; at++) await gh(env, 'api', 'repos/ada/models/issues', '-f', `title=issue ${at}`)
    const numbers = await gh(
      env,
      'api',
      '--paginate',
      'repos/ada/models/issues?per_page=2',
      '--jq',
      '.[].number',
    )
    expect(numbers.split('\n')).toEqual(['3', '2', '1'])
  })

  it('as a client of another host asks below /api/v3', async () => {
    const env = {
      GH_CONFIG_DIR: test.forge.ghConfigDirectory,
      GH_HOST: 'git.example.localhost',
      GH_ENTERPRISE_TOKEN: test.tokens.ada,
    }
    expect(await gh(env, 'api', 'user', '--jq', '.login')).toBe('ada')
  })

  it('sees refusals', async () => {
    const { env } = describeAccess(test.forge, 'ghp_wrong', 'ada/models')
    await expect(gh(env, 'api', 'repos/ada/models')).rejects.toThrow(/Bad credentials/)
  })
})

describe('describeAccess()', () => {
  it('gives commands that work', async () => {
    const { examples } = describeAccess(test.forge, test.tokens.ada, 'ada/models')
    const curl = examples.find((example) => example.about === 'curl')
    const { stdout } = await run('sh', ['-c', curl?.command ?? 'false'])
    expect(JSON.parse(stdout)).toMatchObject({ full_name: 'ada/models', permissions: { admin: true } })
    const clone = examples.find((example) => example.about === 'Git')?.command.split(' ') ?? []
    expect(await test.tree.git('ls-remote', clone.at(-1) ?? '', 'HEAD')).toContain('HEAD')
  })
})
