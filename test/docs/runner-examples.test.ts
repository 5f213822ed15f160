import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allCommands } from '@slipway/commands'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const at = (name: string) => fileURLToPath(new URL(`../../examples/runners/${name}`, import.meta.url))
const read = (name: string) => readFileSync(at(name), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'slipway-units-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Whether a linter is at hand; where it is not, that is said. */
function present(program: string): boolean {
  const found = spawnSync(program, ['--version']).status === 0
  if (!found) console.warn(`${program} is not installed: examples/runners is not linted by it`)
  return found
}

it.runIf(present('shellcheck'))('job-started.sh: shellcheck finds nothing', () => {
  const { status, stdout } = spawnSync('shellcheck', [at('job-started.sh')], { encoding: 'utf8' })
  expect([status, stdout]).toEqual([0, ''])
})

describe('slipway-runner.service', () => {
  it.runIf(present('systemd-analyze'))('systemd finds nothing but what only the machine has', () => {
    // The programs and the user are the machine's.
    const unit = read('slipway-runner.service')
      .replace('ExecStart=/opt/actions-runner/run.sh', 'ExecStart=/bin/true')
      .replace('User=runner', 'User=daemon')
    const file = join(folder, 'slipway-runner.service')
    writeFileSync(file, unit)
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
    expect(stderr.split('\n').filter((line) => line.includes('slipway-runner'))).toEqual([])
  })

  it('registers as root and runs the job as somebody else, by options that there are', () => {
    const unit = read('slipway-runner.service')
    expect(unit).toMatch(/^User=(?!root$)\w+$/m)
    const register = /^ExecStartPre=\+.*slipway runner jit (.*)'$/m.exec(unit)?.[1] ?? ''
    const options = Array.from(register.matchAll(/--([a-z]+)/g), ([, name]) => name)
    expect(options.length).toBeGreaterThan(2)
    const known = Object.keys(allCommands.find(({ name }) => name === 'runner jit')?.options ?? {})
    for (const name of options) expect(known).toContain(name)
    const out = /--out (\S+)/.exec(register)?.[1]
    expect(unit).toContain(`EnvironmentFile=-${out}\n`)
  })
})

it('cloud-init.yaml: modules and keys that cloud-init has, and no token', () => {
  const text = read('cloud-init.yaml')
  expect(text.startsWith('#cloud-config\n')).toBe(true)
  const config = parse(text) as Record<string, unknown> & {
    write_files: Record<string, string>[]
    runcmd: unknown[][]
  }
  expect(Object.keys(config)).toEqual(['users', 'packages', 'write_files', 'runcmd'])
  for (const file of config.write_files)
    expect(Object.keys(file).sort()).toEqual(['content', 'path', 'permissions'])
  for (const command of config.runcmd) expect(command.every((word) => typeof word === 'string')).toBe(true)
  expect(config.write_files[0]?.permissions).toBe('0600')
  expect(text).not.toContain('GITHUB_TOKEN')
})

it("arc-values.yaml: the chart's own keys, and one GPU for one pod", () => {
  const values = parse(read('arc-values.yaml')) as {
    template: { spec: { containers: { name: string; resources: { limits: object } }[] } }
  }
  // Of charts/gha-runner-scale-set/values.yaml in actions/actions-runner-controller 0.9 and later.
  const known = [
    'githubConfigUrl',
    'githubConfigSecret',
    'runnerScaleSetName',
    'minRunners',
    'maxRunners',
    'template',
  ]
  expect(Object.keys(values)).toEqual(known)
  const [container] = values.template.spec.containers
  expect(container?.name).toBe('runner')
  expect(container?.resources.limits).toEqual({ 'nvidia.com/gpu': 1 })
})
