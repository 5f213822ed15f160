import { type AnyCommand, defineCommand } from '@slipway/commands'
import { defineErrors, VERSION } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

const someError = defineErrors({
  'some/usage': 'usage',
  'some/external': 'external',
  'some/corrupt': 'corrupt',
  'some/bug': 'bug',
})

const paint = defineCommand({
  name: 'paint',
  summary: 'Paint things',
  arguments: { thing: { describe: 'What.', required: true }, more: { describe: 'And this.', many: true } },
  options: {
    colourName: { kind: 'choice', choices: ['red', 'blue'], describe: 'Which.', default: 'red' },
    coats: { kind: 'number', value: 'count', describe: 'How often.' },
    note: { kind: 'many', value: 'text', describe: 'Notes.' },
    noPrimer: { kind: 'flag', describe: 'Without.' },
  },
  examples: ['slipway paint fence'],
  run: async (_, values) => values,
  render: (result, terminal) => JSON.stringify({ result, terminal }),
})

/** A verb that ends as it is told to. */
const end = (name: string, how: (context: { readonly signal: AbortSignal }) => unknown): AnyCommand =>
  defineCommand({
    name,
    summary: 'End',
    arguments: {},
    options: {},
    examples: [],
    run: async (context) => how(context),
    render: (result) => (result === undefined ? '' : `it is ${JSON.stringify(result)}`),
    exitCode: (result) => (typeof result === 'number' ? result : 0),
  })

const throwing = (name: string, error: unknown) =>
  end(name, () => {
    throw error
  })

interface Options {
  readonly env?: Readonly<Record<string, string>>
  readonly isTTY?: boolean
  readonly signal?: AbortSignal
  /** What the standard output answers to each piece. */
  readonly refusal?: Error
}

/** Runs a command line. */
async function run(commands: readonly AnyCommand[], line: string, options: Options = {}) {
  const { env = {}, isTTY = false, signal = new AbortController().signal } = options
  const text = { out: '', err: '' }
  const sink = (name: 'out' | 'err') => ({
    isTTY,
    columns: 90,
    write: (chunk: string | Uint8Array, written?: (error?: Error) => void) => {
      text[name] += chunk.toString()
      written?.(name === 'out' ? options.refusal : undefined)
    },
  })
  const argv = line === '' ? [] : line.split(' ')
  const process = { argv, cwd: '/', env, stdout: sink('out'), stderr: sink('err'), signal }
  return { status: await runCli(commands, process), ...text }
}

const VERBS = [
  paint,
  end('data add', () => undefined),
  end('data status', () => undefined),
  end('data import dvc', () => undefined),
]

describe('runCli() gives a verb', () => {
  it('its arguments and options under their own names, typed, with their defaults', async () => {
    const { status, out } = await run(VERBS, 'paint fence gate --coats 2 --note a --note b --no-primer')
    expect(status).toBe(0)
    expect(JSON.parse(out)).toEqual({
      result: {
        thing: 'fence',
        more: ['gate'],
        colourName: 'red',
        coats: 2,
        note: ['a', 'b'],
        noPrimer: true,
      },
      terminal: { colour: false, columns: 90 },
    })
    expect(JSON.parse((await run(VERBS, 'paint fence')).out).result).toEqual({
      thing: 'fence',
      more: [],
      colourName: 'red',
      note: [],
      noPrimer: false,
    })
  })

  it('colour on a terminal, unless NO_COLOR is set or the terminal is dumb', async () => {
    const colour = async (env: Record<string, string>, isTTY = true) =>
      JSON.parse((await run(VERBS, 'paint fence', { env, isTTY })).out).terminal.colour
    expect(await colour({})).toBe(true)
    expect(await colour({ NO_COLOR: '1' })).toBe(false)
    expect(await colour({ NO_COLOR: '' })).toBe(true)
    expect(await colour({ TERM: 'dumb' })).toBe(false)
    expect(await colour({}, false)).toBe(false)
  })
})

describe('runCli() prints', () => {
  it('the result as JSON with --json, for people without, and nothing for nothing', async () => {
    const verbs = [end('count', () => 0), end('nothing', () => undefined)]
    expect(await run(verbs, 'count')).toEqual({ status: 0, out: 'it is 0\n', err: '' })
    expect(await run(verbs, 'count --json')).toEqual({ status: 0, out: '0\n', err: '' })
    expect(await run(verbs, 'nothing')).toEqual({ status: 0, out: '', err: '' })
  })

  it('content as it is, piece by piece, but not with --json, and no more than is read', async () => {
    const verb: AnyCommand = {
      ...end('pour', () => 2),
      content: async function* (_context, pieces: number) {
        for (let i = 1; i <= pieces; i++) yield Buffer.from(`piece ${i}\r\n`)
      },
    }
    expect(await run([verb], 'pour')).toMatchObject({ out: 'piece 1\r\npiece 2\r\n', err: '' })
    expect(await run([verb], 'pour --json')).toMatchObject({ out: '2\n' })
    const refusal = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' })
    expect(await run([verb], 'pour', { refusal: refusal('EPIPE') })).toMatchObject({
      out: 'piece 1\r\n',
      err: '',
    })
    expect(await run([verb], 'pour', { refusal: refusal('ENOSPC') })).toMatchObject({ status: 3 })
  })

  it('help and version, of the whole, of a group and of a verb', async () => {
    expect(await run(VERBS, '--version')).toEqual({ status: 0, out: `${VERSION}\n`, err: '' })
    for (const line of ['--help', 'help']) {
      const { status, out } = await run(VERBS, line)
      expect(status).toBe(0)
      expect(out).toContain('paint [options] <thing> [more...]')
    }
    for (const line of ['help data', 'data --help'])
      expect(await run(VERBS, line)).toMatchObject({
        status: 0,
        out: expect.stringContaining('Usage: slipway data'),
      })
    for (const line of ['help data add', 'data add --help', 'data help add'])
      expect(await run(VERBS, line)).toMatchObject({
        status: 0,
        out: expect.stringContaining('Usage: slipway data add'),
      })
    for (const line of ['help data import dvc', 'data import dvc --help'])
      expect(await run(VERBS, line)).toMatchObject({
        status: 0,
        out: expect.stringContaining('Usage: slipway data import dvc'),
      })
    const { out } = await run(VERBS, 'paint --help')
    expect(out).toContain('--colour-name <name>')
    expect(out).toContain('$ slipway paint fence')
  })

  it('help where nothing else was asked for', async () => {
    expect(await run(VERBS, '')).toMatchObject({ status: 0, err: expect.stringContaining('Usage: slipway') })
    expect(await run(VERBS, 'data')).toMatchObject({ status: 0, err: expect.stringContaining('add') })
  })
})

describe('runCli() says of a mistake in the command line what was meant, and ends with 2:', () => {
  it.each([
    ['dat add', 'there is no command "dat add"\n  Did you mean `slipway data add`?'],
    ['data ad', 'there is no command "data ad"\n  Did you mean `slipway data add`?'],
    ['status --json', 'there is no command "status"\n  Did you mean `slipway data status`?'],
    ['data import dcv', 'there is no command "data import dcv"\n  Did you mean `slipway data import dvc`?'],
    ['nonsense', 'there is no command "nonsense"\n  See `slipway --help`'],
    ['paint', 'missing required argument "thing"\n  See `slipway paint --help`'],
    [
      'paint fence --cats 2',
      'unknown option "--cats"\n  Did you mean --coats?\n  See `slipway paint --help`',
    ],
    ['data add --foo', 'unknown option "--foo"\n  See `slipway data add --help`'],
    ['paint fence --coats', 'option "--coats <count>" argument missing\n  See `slipway paint --help`'],
    [
      'paint fence --coats many',
      'option "--coats <count>" argument "many" is invalid. Expected a number from 0.\n  See `slipway paint --help`',
    ],
    [
      'paint fence --coats -1',
      'option "--coats <count>" argument "-1" is invalid. Expected a number from 0.\n  See `slipway paint --help`',
    ],
    [
      'paint fence --colour-name green',
      'option "--colour-name <name>" argument "green" is invalid. Allowed choices are red, blue.\n  See `slipway paint --help`',
    ],
  ])('%s', async (line, said) => {
    expect(await run(VERBS, line)).toEqual({ status: 2, out: '', err: `slipway: ${said}\n` })
  })
})

describe('runCli() ends', () => {
  it('with the status of the result: a verdict is no error', async () => {
    expect(await run([end('judge', () => 10)], 'judge')).toMatchObject({ status: 10, out: 'it is 10\n' })
    expect(await run([end('judge', () => 1)], 'judge --json')).toMatchObject({ status: 1, out: '1\n' })
  })

  it.each([
    ['some/usage', 2, 'slipway: Cannot do it\n  Do that\n'],
    ['some/external', 3, 'slipway: Cannot do it\n  Do that\n  (some/external)\n'],
    ['some/corrupt', 4, 'slipway: Cannot do it\n  Do that\n  (some/corrupt)\n'],
    ['some/bug', 70, 'slipway: Cannot do it\n  Do that\n  (some/bug)\n'],
  ] as const)('after %s with %d, message and hint', async (code, status, err) => {
    const verb = throwing('fail', someError(code, 'Cannot do it', { hint: 'Do that' }))
    expect(await run([verb], 'fail')).toEqual({ status, out: '', err })
    expect(await run([verb], 'fail --json')).toEqual({ status, out: '', err })
  })

  it('with 3 where the system refuses, and asks for no report', async () => {
    const refusal = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    })
    const { status, err } = await run([throwing('fail', refusal)], 'fail')
    expect(status).toBe(3)
    expect(err).toBe(
      'slipway: the system refuses: ENOSPC: no space left on device, write\n  Look at free space, rights and limits\n',
    )
  })

  it('with 70 after anything else, with where it happened', async () => {
    const { status, err } = await run([throwing('fail', new TypeError('x is not y'))], 'fail')
    expect(status).toBe(70)
    expect(err).toMatch(/^slipway: this is a bug, please report it\nTypeError: x is not y\n {4}at /)
    expect(await run([throwing('fail', 'a text')], 'fail')).toMatchObject({ status: 70 })
  })

  it('with 130 when it was interrupted, whatever the verb threw', async () => {
    const abort = new AbortController()
    const verb = end('wait', ({ signal }) => {
      abort.abort()
      signal.throwIfAborted()
    })
    expect(await run([verb], 'wait', { signal: abort.signal })).toEqual({
      status: 130,
      out: '',
      err: 'slipway: interrupted\n',
    })
  })
})
