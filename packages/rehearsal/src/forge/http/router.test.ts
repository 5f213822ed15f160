import { describe, expect, it } from 'vitest'
import { Router } from './router.ts'

const router = new Router({
  'GET /repos/{owner}/{repo}/commits/{ref}': 'commit',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': 'checks',
  'GET /repos/{owner}/{repo}/releases/{release_id}': 'release',
  'GET /repos/{owner}/{repo}/releases/latest': 'latest',
  'GET /repos/{owner}/{repo}/contents/{path}': 'contents',
})

describe('Router', () => {
  it.each([
    ['/repos/a/b/commits/feature/x', 'commit', { ref: 'feature/x' }],
    ['/repos/a/b/commits/feature%2Fx/check-runs', 'checks', { ref: 'feature/x' }],
    ['/repos/a/b/commits/feature/x/check-runs', 'checks', { ref: 'feature/x' }],
    ['/repos/a/b/releases/latest', 'latest', {}],
    ['/repos/a/b/releases/12', 'release', { release_id: '12' }],
    ['/repos/a/b/contents', 'contents', { path: '' }],
    ['/repos/a/b/contents/src/a%23b.py', 'contents', { path: 'src/a#b.py' }],
  ])('sends %s to %s', (path, target, parameters) => {
    const match = router.find('GET', path)
    expect(match?.target).toBe(target)
    expect(match?.parameters).toMatchObject(parameters)
  })

  it('knows no other method and no longer path', () => {
    expect(router.find('POST', '/repos/a/b/releases/12')).toBeUndefined()
    expect(router.find('GET', '/repos/a/b/releases/12/more')).toBeUndefined()
  })
})
