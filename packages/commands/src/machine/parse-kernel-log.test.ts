import { expect, it } from 'vitest'
import { gravityOf, parseKernelLog } from './parse-kernel-log.ts'

// Lines as in https://docs.nvidia.com/deploy/xid-errors/ and in reports to NVIDIA's forum.
const LOG = `[    1.000000] nvidia: loading out-of-tree module taints kernel.
[14387.209961] NVRM: The NVIDIA GPU 0000:d9:00.0
[14387.221050] NVRM: Xid (PCI:0000:d9:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.
Nov 24 10:01:02 gpu1 kernel: NVRM: Xid (PCI:0000:3b:00): 31, pid=17131, name=python3, Ch 00000008, intr 10000000. MMU Fault
NVRM: Xid (PCI:0000:03:00): 63, Row Remapper: New row (0x0000000002) marked for remapping
[ 1399.140323] NVRM: Xid (PCI:0000:01:00): 32
`

it('parseKernelLog() finds number, place and message of each Xid, whoever printed the line', () => {
  const xids = parseKernelLog(LOG)
  expect(xids).toEqual([
    { bus: '0000:d9:00', code: 79, message: 'GPU has fallen off the bus.' },
    { bus: '0000:3b:00', code: 31, message: 'Ch 00000008, intr 10000000. MMU Fault' },
    { bus: '0000:03:00', code: 63, message: 'Row Remapper: New row (0x0000000002) marked for remapping' },
    { bus: '0000:01:00', code: 32, message: '' },
  ])
  expect(xids.map(gravityOf)).toEqual(['gpu', 'program', 'watch', 'program'])
  expect(parseKernelLog('')).toEqual([])
})
