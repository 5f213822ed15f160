import { defineCommand } from './command.ts'

export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Serve models over the Open Inference Protocol, following a stage or a file',
  arguments: {},
  options: {
    config: { kind: 'text', value: 'file', describe: 'Desired-state file to follow.' },
    follow: {
      kind: 'many',
      value: 'model#stage',
      describe: 'Stage of the registry to follow; may be repeated.',
    },
    remote: {
      kind: 'text',
      value: 'url',
      describe:
        'Git repository that holds the tags; without: --repository on GitHub, else the origin of the working directory.',
    },
    repository: {
      kind: 'text',
      value: 'owner/name',
      describe: 'GitHub repository whose releases hold the bytes.',
    },
    store: { kind: 'text', value: 'url', describe: 'Store that holds the bytes; asked before the releases.' },
    host: { kind: 'text', value: 'address', describe: 'Address to listen on.', default: '127.0.0.1' },
    port: { kind: 'number', value: 'number', describe: 'Port to listen on; 0 for any.', default: 8080 },
    poll: {
      kind: 'number',
      value: 'seconds',
      describe: 'How often to ask what should be served.',
      default: 5,
    },
    cache: { kind: 'text', value: 'folder', describe: 'Where verified model files are kept.' },
    once: { kind: 'flag', describe: 'Load and check everything, say whether it could be served, and end.' },
  },
  examples: [
    'slipway serve --config serving.yaml',
    'slipway serve --follow flight-delay#prod --repository owner/flights',
    'slipway serve --follow flight-delay#prod --remote ../flights --store file:///srv/slipway --port 9000',
  ],
  run: async (context, values) => (await import('./serve-models.ts')).serveModels(context, values),
  render: ({ models, problem }) => {
    const lines = models.map(({ name, version, state, reason }) => [name, version, state, reason])
    return [...lines, [problem]]
      .map((words) => words.filter((word) => word !== '').join(' '))
      .filter((line) => line !== '')
      .join('\n')
  },
  exitCode: ({ failed }) => (failed ? 3 : 0),
})
