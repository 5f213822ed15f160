import { expect, it } from 'vitest'
import { pythonScripts, shellWords } from './python-scripts.ts'

it.each([
  ['python src/a.py --x 1', '.', ['src/a.py'], 'src'],
  ['OMP=1 uv run torchrun --nproc 2 "src/my file.py"', '.', ['src/my file.py'], 'src'],
  ['python a.py', 'jobs', ['jobs/a.py'], 'jobs'],
  ['python ../lib/a.py', 'jobs', ['lib/a.py'], 'lib'],
  ['cd jobs && python ./a.py', '.', ['jobs/a.py'], 'jobs'],
  ['python3 -m pkg.train --lr 1', '.', ['pkg/train.py', 'pkg/train/__main__.py'], '.'],
])('pythonScripts() finds the program of %s', (cmd, wdir, files, folder) => {
  expect(pythonScripts(cmd, wdir)).toEqual([{ files, folder }])
})

it.each(['make all', 'python -c "import a"', 'python ../outside.py', 'echo done; git cd x'])(
  'pythonScripts() finds none in %s',
  (cmd) => {
    expect(pythonScripts(cmd, '.')).toEqual([])
  },
)

it('shellWords() splits as a shell does, operators apart', () => {
  expect(shellWords(`a "b c"'d' e\\ f&&g|h;i \\\n j\nk`)).toEqual([
    'a',
    'b cd',
    'e f',
    '&&',
    'g',
    '|',
    'h',
    ';',
    'i',
    'j',
    '\n',
    'k',
  ])
})
