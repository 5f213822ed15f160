import { describe, expect, it } from 'vitest'
import { isPrivateWay, parseOciAddress } from './parse-oci-address.ts'

describe('parseOciAddress()', () => {
  it('reads host, repository and where the registry answers', () => {
    for (const [url, host, name, endpoint] of [
      ['oci://ghcr.io/owner/repo', 'ghcr.io', 'owner/repo', 'https://ghcr.io/'],
      ['oci://ghcr.io/owner/repo/store/', 'ghcr.io', 'owner/repo/store', 'https://ghcr.io/'],
      [
        'oci://registry.example:5443/a__b/c.d-e',
        'registry.example:5443',
        'a__b/c.d-e',
        'https://registry.example:5443/',
      ],
      ['oci://docker.io/team/store', 'docker.io', 'team/store', 'https://registry-1.docker.io/'],
      ['oci://localhost:5000/x', 'localhost:5000', 'x', 'http://localhost:5000/'],
      ['oci://127.0.0.1:5000/x', '127.0.0.1:5000', 'x', 'http://127.0.0.1:5000/'],
      ['oci://[::1]:5000/x', '[::1]:5000', 'x', 'http://[::1]:5000/'],
    ] as const) {
      const address = parseOciAddress(url)
      expect([address.host, address.name, address.endpoint.href]).toEqual([host, name, endpoint])
    }
  })

  it('refuses what is no repository, and says what is odd without a secret', () => {
    for (const [url, said] of [
      ['oci://', 'no host'],
      ['oci://ghcr.io', 'no host'],
      ['oci://ghcr.io/', 'names no repository'],
      ['oci://ghcr.io/owner//repo', 'names no repository'],
      ['oci://ghcr.io/owner/repo:tag', 'a tag or a digest'],
      ['oci://ghcr.io/owner/repo@sha256:00', 'a tag or a digest'],
      ['oci://ghcr.io/Owner/repo', 'write "owner"'],
      ['oci://ghcr.io/owner/re--_po', '"re--_po"'],
      ['oci://ghcr.io/owner/repo?x=1', 'no host'],
      ['oci://user:secret@ghcr.io/owner/repo', '//…@ghcr.io'],
      ['oci://127.0.0.1:99999/x', 'no host'],
      [`oci://ghcr.io/${'a'.repeat(256)}`, '255 characters'],
    ] as const) {
      expect(() => parseOciAddress(url)).toThrow(
        expect.objectContaining({ code: 'store/url-invalid', message: expect.stringContaining(said) }),
      )
      expect(() => parseOciAddress(url)).not.toThrow('secret')
    }
  })
})

it('isPrivateWay() takes plain http for one only on this machine', () => {
  const private_ = ['https://a.example', 'http://localhost:1', 'http://127.1.2.3', 'http://[::1]:80']
  const open = ['http://a.example', 'http://127.0.0.1.example', 'http://localhost.example', 'ftp://localhost']
  expect(private_.filter((url) => !isPrivateWay(new URL(url)))).toEqual([])
  expect(open.filter((url) => isPrivateWay(new URL(url)))).toEqual([])
})
