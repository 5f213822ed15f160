import type { Gpu, GpuVendor } from '../machine/gpu.ts'
import { gravityOf, type Xid } from '../machine/parse-kernel-log.ts'
import { type Check, failed, passed, unchecked, warned } from './check.ts'
import { sizeText } from './size-text.ts'

/** So close to the temperature at which it slows down, an idle GPU is badly cooled. */
const NEAR_SLOWDOWN_CELSIUS = 5

/** The state of the GPUs themselves: one line for each kind of trouble, or that there is none. */
export function judgeGpuHealth(gpus: readonly Gpu[], vendor: GpuVendor, isWanted: boolean): readonly Check[] {
  const bad = isWanted ? failed : warned
  return [
    ...judgeMemoryErrors(gpus, vendor, bad),
    ...judgeHeat(gpus),
    ...judgeComputeMode(gpus, bad),
    ...judgeProcesses(gpus),
    ...(isWanted ? judgePersistence(gpus) : []),
  ]
}

const list = (gpus: readonly Gpu[]) => gpus.map(({ index }) => index).join(', ')
const on = (gpus: readonly Gpu[]) => `GPU ${list(gpus)}`

function judgeMemoryErrors(gpus: readonly Gpu[], vendor: GpuVendor, bad: typeof failed): Check[] {
  const subject = 'GPU memory errors'
  const reset = (broken: readonly Gpu[]) =>
    vendor === 'nvidia'
      ? `End what runs on it, then: sudo nvidia-smi --gpu-reset -i ${list(broken).replaceAll(' ', '')}; or reboot`
      : 'Reboot the machine; where it comes back, replace the GPU'
  const checks = gpus
    .filter(({ repair }) => repair !== null)
    .map((gpu) => {
      const { what, mend } = gpu.repair ?? { what: '', mend: 'reset now' }
      if (mend === 'replace') return bad(subject, `${on([gpu])}: ${what}`, 'Replace the GPU')
      return (mend === 'reset now' ? bad : warned)(subject, `${on([gpu])}: ${what}`, reset([gpu]))
    })
  const uncorrected = gpus.filter(({ eccErrors }) => (eccErrors?.uncorrected ?? 0) > 0)
  if (uncorrected.length > 0) {
    const counts = uncorrected.map(({ index, eccErrors }) => `GPU ${index}: ${eccErrors?.uncorrected}`)
    checks.push(bad(subject, `uncorrectable, ${counts.join(', ')}`, reset(uncorrected), '0'))
  }
  const counting = gpus.filter(({ eccErrors }) => eccErrors !== null)
  if (checks.length > 0 || counting.length === 0) return checks
  const corrected = counting.reduce((sum, { eccErrors }) => sum + (eccErrors?.corrected ?? 0), 0)
  return [passed(subject, corrected === 0 ? 'none' : `${corrected} corrected`)]
}

function judgeHeat(gpus: readonly Gpu[]): Check[] {
  const slowed = gpus.filter(({ throttling }) => throttling.length > 0)
  const hottest = [...gpus].sort((a, b) => (b.temperature?.celsius ?? 0) - (a.temperature?.celsius ?? 0))[0]
    ?.temperature
  const checks = slowed.map((gpu) =>
    warned(
      'GPU clocks',
      `${on([gpu])} is slowed down: ${gpu.throttling.join(', ')}`,
      'Look at fans, air and power; nvidia-smi -q -d PERFORMANCE,TEMPERATURE shows more',
    ),
  )
  if (!hottest) return checks
  const { celsius, slowdownCelsius } = hottest
  const limit = slowdownCelsius === null ? '' : `; slows down at ${slowdownCelsius} °C`
  const isHot = slowdownCelsius !== null && celsius >= slowdownCelsius - NEAR_SLOWDOWN_CELSIUS
  const text = `${celsius} °C${limit}`
  return [
    ...checks,
    isHot
      ? warned('GPU temperature', text, 'Look at fans and air before a long run')
      : passed('GPU temperature', text),
  ]
}

function judgeComputeMode(gpus: readonly Gpu[], bad: typeof failed): Check[] {
  const subject = 'compute mode'
  const reset = (gpu: Gpu) => `sudo nvidia-smi -c DEFAULT -i ${gpu.index}`
  return gpus.flatMap((gpu) => {
    if (gpu.computeMode === 'Prohibited')
      return [bad(subject, `${on([gpu])} is closed to programs (Prohibited)`, reset(gpu), 'Default')]
    const taken = gpu.processes?.find(({ isGraphics }) => !isGraphics)
    if (gpu.computeMode !== 'Exclusive_Process' || !taken) return []
    return [
      bad(
        subject,
        `${on([gpu])} takes one process (Exclusive_Process), and ${taken.name} has it`,
        `End process ${taken.pid}, or: ${reset(gpu)}`,
        'Default',
      ),
    ]
  })
}

/** Others' work on the GPU takes its time, even where enough memory is left. */
function judgeProcesses(gpus: readonly Gpu[]): Check[] {
  const others = gpus.flatMap((gpu) =>
    (gpu.processes ?? []).filter(({ isGraphics }) => !isGraphics).map((process) => ({ gpu, process })),
  )
  if (others.length === 0)
    return gpus.some(({ processes }) => processes !== null) ? [passed('other processes', 'none')] : []
  const shown = others.map(({ gpu, process: { name, pid, usedBytes } }) => {
    const size = usedBytes === null ? '' : ` with ${sizeText(usedBytes)}`
    return `${name} (${pid})${size} on GPU ${gpu.index}`
  })
  const pids = [...new Set(others.map(({ process }) => process.pid))].join(',')
  return [warned('other processes', shown.join(', '), `Whose are they: ps -o user,etime,args -p ${pids}`)]
}

function judgePersistence(gpus: readonly Gpu[]): Check[] {
  const sleepy = gpus.filter(({ persistence }) => persistence === false)
  if (sleepy.length === 0)
    return gpus.some(({ persistence }) => persistence) ? [passed('persistence mode', 'on')] : []
  return [
    warned(
      'persistence mode',
      `off on ${on(sleepy)}: each start wakes the driver up`,
      'sudo nvidia-smi -pm 1',
    ),
  ]
}

/** What the NVIDIA driver has written to the kernel's log since the machine started. */
export function judgeXids(xids: readonly Xid[] | undefined, isWanted: boolean): Check {
  const subject = 'Xid errors'
  if (xids === undefined)
    return unchecked(
      subject,
      "this user may not read the kernel's log",
      'sudo dmesg | grep Xid; for good: sudo usermod -aG adm $(id -un)',
    )
  const text = (some: readonly Xid[]) =>
    [...new Map(some.map((xid) => [`${xid.bus}${xid.code}`, xid])).values()]
      .map(({ bus, code, message }) => `${code} on ${bus}${message ? ` (${message})` : ''}`)
      .join(', ')
  const broken = xids.filter((xid) => gravityOf(xid) === 'gpu')
  const watched = xids.filter((xid) => gravityOf(xid) === 'watch')
  if (broken.length > 0)
    return (isWanted ? failed : warned)(
      subject,
      text(broken),
      'Reset the GPU or reboot. The log keeps it until then, or until: sudo dmesg --clear',
      'none that needs a reset',
    )
  if (watched.length > 0)
    return warned(subject, text(watched), 'Reset the GPU when nobody uses it: sudo nvidia-smi --gpu-reset')
  return passed(subject, xids.length === 0 ? 'none' : `${xids.length}, all of programs that failed`)
}
