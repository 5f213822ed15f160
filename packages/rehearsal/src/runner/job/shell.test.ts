import { describe, expect, it } from 'vitest'
import { planShell } from './shell.ts'

const PATH = '/usr/bin:/bin'

describe('planShell()', () => {
  it('without a shell is bash -e, without pipefail', () => {
    expect(planShell(undefined, PATH)).toMatchObject({ args: ['-e', '{0}'], extension: '.sh' })
  })

  it('knows bash, sh and python, and takes a command with {0}', () => {
    expect(planShell('bash', PATH).args).toEqual(['--noprofile', '--norc', '-e', '-o', 'pipefail', '{0}'])
    expect(planShell('sh', PATH).args).toEqual(['-e', '{0}'])
    expect(planShell('bash -x {0}', PATH).args).toEqual(['-x', '{0}'])
  })

  it.each(['fish', 'bash -e', 'no-such-shell {0}'])('refuses %s', (shell) => {
    expect(() => planShell(shell, PATH)).toThrow(expect.objectContaining({ code: 'runner/shell-invalid' }))
  })

  it('looks on the PATH of the job', () => {
    expect(() => planShell('sh', '/nowhere')).toThrow(
      expect.objectContaining({ code: 'runner/shell-invalid' }),
    )
  })
})
