import { expect, it } from 'vitest'
import { fileAt } from './file-at.ts'
import { FakeGitHub } from './testing/fake-github.ts'

it('fileAt() reads a text at a commit, nothing where there is none, and refuses a folder', async () => {
  await using fake = await FakeGitHub.start()
  fake.state.files.set('main:slipway.yaml', 'version: 1\nname: "é"\n')
  fake.state.files.set('main:src/a#b c.py', '1')
  fake.state.files.set('main:src', 'folder')
  const github = fake.open()
  expect(await fileAt(github, 'main', 'slipway.yaml')).toBe('version: 1\nname: "é"\n')
  expect(await fileAt(github, 'main', 'src/a#b c.py')).toBe('1')
  expect(await fileAt(github, 'other', 'slipway.yaml')).toBeUndefined()
  await expect(fileAt(github, 'main', 'src')).rejects.toMatchObject({ code: 'github/refused' })
  fake.fail({
    method: 'GET',
    path: /contents/,
    status: 403,
    message: 'Resource not accessible by integration',
  })
  await expect(fileAt(github, 'main', 'slipway.yaml')).rejects.toMatchObject({ code: 'github/forbidden' })
})
