import { describe, expect, it } from 'vitest'
import { judgeMachines } from './judge-machines.ts'

const PUBLIC = { isPublic: true, mayFork: true }
const CLOSED = { isPublic: false, mayFork: false }
const machine = (name: string, ephemeral: boolean) => ({ name, ephemeral })
type Settings = Parameters<typeof judgeMachines>[0]
const judge = (access: Settings['access'], machines: Settings['machines']) =>
  judgeMachines({ access, machines })

describe('judgeMachines()', () => {
  it('warns of machines that outlive their job where strangers can send code', () => {
    const machines = [machine('gpu-1', false), machine('gpu-2', true)]
    expect(judge(PUBLIC, machines)).toMatchObject([
      { state: 'warning', what: expect.stringMatching(/^"gpu-1" .*public/) },
    ])
    expect(judge({ isPublic: false, mayFork: true }, machines)).toMatchObject([
      { state: 'warning', what: expect.stringContaining('may be forked') },
    ])
  })

  it('is content where each job has a machine of its own, or nobody outside can send code', () => {
    expect(judge(PUBLIC, [machine('gpu-2', true)])).toMatchObject([{ state: 'ok' }])
    expect(judge(PUBLIC, [])).toMatchObject([{ state: 'ok' }])
    expect(judge(CLOSED, [machine('gpu-1', false)])).toMatchObject([{ state: 'ok' }])
  })

  it('does not guess what the token may not see', () => {
    expect(judge(null, [])).toMatchObject([{ state: 'not checked' }])
    expect(judge(PUBLIC, null)).toMatchObject([{ state: 'not checked' }])
  })
})
