import { parseKernelLog, type Xid } from './parse-kernel-log.ts'
import type { RunTool } from './run-tool.ts'

/** Xid errors since the machine started; undefined where this user may not read the kernel's log. */
export async function probeKernelLog(run: RunTool): Promise<readonly Xid[] | undefined> {
  const ring = await run('dmesg', [])
  if (ring.state === 'done' && ring.status === 0) return parseKernelLog(ring.stdout)
  const journal = await run('journalctl', ['-k', '-b', '--no-pager', '-o', 'cat', '--grep', 'NVRM: Xid'])
  // It ends with 1 where nothing matches, and says so where the user may see no kernel message.
  if (
    journal.state !== 'done' ||
    journal.status > 1 ||
    /not seeing messages|No journal files/i.test(journal.stderr)
  )
    return undefined
  return parseKernelLog(journal.stdout)
}
