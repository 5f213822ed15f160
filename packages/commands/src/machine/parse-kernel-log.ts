/** One error that the NVIDIA driver wrote to the kernel's log. */
export interface Xid {
  /** PCI address as the log has it: "0000:d9:00". */
  readonly bus: string
  readonly code: number
  /** What the driver says behind the number; empty where it says nothing. */
  readonly message: string
}

const XID = /NVRM: Xid \(PCI:([0-9a-fA-F:.]+)\): ([0-9]+)(?:, (?:pid=[^,]*, )?(?:name=[^,]*, )?(.*))?/

/** Xid errors in the lines of `dmesg` or `journalctl -k`, as they came; other lines are passed over. */
export function parseKernelLog(text: string): Xid[] {
  return text.split('\n').flatMap((line) => {
    const [, bus, code, message = ''] = XID.exec(line) ?? []
    return bus === undefined ? [] : [{ bus, code: Number(code), message: message.trim() }]
  })
}

export type XidGravity = 'gpu' | 'watch' | 'program'

/**
 * What NVIDIA says to do about a number: the GPU needs a reset or more, its memory is to be watched, or a program failed.
 * @see https://docs.nvidia.com/deploy/xid-errors/
 */
const GPU = new Set([
  38, 46, 48, 54, 61, 62, 64, 69, 74, 79, 95, 109, 110, 119, 120, 121, 136, 140, 143, 155, 156, 158,
])
const WATCH = new Set([63, 92, 94, 154])

export function gravityOf({ code }: Xid): XidGravity {
  if (GPU.has(code)) return 'gpu'
  return WATCH.has(code) ? 'watch' : 'program'
}
