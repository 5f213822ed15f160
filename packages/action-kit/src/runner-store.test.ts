import { describe, expect, it } from 'vitest'
import { runnerStore } from './runner-store.ts'

describe('runnerStore()', () => {
  const own = { RUNNER_ENVIRONMENT: 'self-hosted', RUNNER_WORKSPACE: '/runner/_work/flights' }
  const hosted = { RUNNER_ENVIRONMENT: 'github-hosted', RUNNER_WORKSPACE: '/hosted/work/flights' }

  it('`auto` is beside the work folders of a self-hosted runner, and nowhere else', () => {
    expect(runnerStore('auto', own)).toBe('/runner/_work/_slipway-store')
    expect(runnerStore('auto', hosted)).toBeUndefined()
    expect(runnerStore('auto', {})).toBeUndefined()
  })

  it('takes an absolute path on any runner, and `off` or nothing for none', () => {
    expect(runnerStore('/mnt/fast', hosted)).toBe('/mnt/fast')
    expect(runnerStore('off', own)).toBeUndefined()
    expect(runnerStore(undefined, own)).toBeUndefined()
  })

  it.each(['fast', './x', 'Auto', 'true'])('refuses %j', (input) => {
    expect(() => runnerStore(input, own)).toThrow(expect.objectContaining({ code: 'action/input-invalid' }))
  })
})
