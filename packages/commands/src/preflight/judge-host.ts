import type { Host, Room } from '../machine/read-host.ts'
import { type Check, failed, passed, warned } from './check.ts'
import { sizeText } from './size-text.ts'
import type { WantedMachine } from './wanted-machine.ts'

/** A checkout, an environment with a framework and one copy of the outputs hardly fit below this. */
const SENSIBLE_DISK_BYTES = 10e9
/** Containers get 64 MB where nobody says more, and a data loader of several processes dies of it ("Bus error"). */
const SENSIBLE_SHM_BYTES = 1e9
/** Data loaders hand tensors over as open files; shells often start with 1,024. */
const SENSIBLE_OPEN_FILES = 4096
const LEAST_FREE_FILES = 0.02

/** Memory, disks and limits against what the stages ask; without that, against what is sensible, as warnings. */
export function judgeHost(host: Host, wanted: WantedMachine): readonly Check[] {
  const { workspace, storeTier } = host
  const isSameDisk =
    workspace.totalBytes === storeTier.totalBytes && workspace.freeBytes === storeTier.freeBytes
  return [
    judgeMemory(host, wanted),
    judgeDisk('disk', workspace, wanted.diskBytes),
    ...(isSameDisk ? [] : [judgeDisk('store on this machine', storeTier, undefined)]),
    ...judgeShm(host, wanted),
    ...judgeOpenFiles(host),
  ]
}

function judgeMemory({ memory }: Host, { memoryBytes }: WantedMachine): Check {
  const found = `${sizeText(memory.freeBytes)} free`
  if (memoryBytes === undefined) return passed('memory', found)
  const wanted = `${sizeText(memoryBytes)} free`
  return memory.freeBytes >= memoryBytes
    ? passed('memory', found, wanted)
    : failed('memory', found, 'ps aux --sort=-rss | head shows who has it; or take a larger machine', wanted)
}

function judgeDisk(subject: string, room: Room, wantedBytes: number | undefined): Check {
  const hint =
    'Clean up: docker system prune, old folders in _work, ~/.cache; or give the runner a larger disk'
  const found = `${sizeText(room.freeBytes)} free of ${sizeText(room.totalBytes)}`
  const wanted = wantedBytes === undefined ? null : `${sizeText(wantedBytes)} free`
  if (wantedBytes !== undefined && room.freeBytes < wantedBytes) return failed(subject, found, hint, wanted)
  if (wantedBytes === undefined && room.freeBytes < SENSIBLE_DISK_BYTES) return warned(subject, found, hint)
  if (room.freeFiles !== null && room.freeFiles < LEAST_FREE_FILES)
    return warned(subject, `${found}, and hardly a file more (df -i)`, hint, wanted)
  return passed(subject, found, wanted)
}

function judgeShm({ shm }: Host, { shmBytes, gpu }: WantedMachine): Check[] {
  if (!shm) return []
  const found = sizeText(shm.totalBytes)
  const hint =
    'docker run --shm-size=8g or --ipc=host; in Kubernetes an emptyDir with `medium: Memory` at /dev/shm'
  if (shmBytes !== undefined)
    return [
      shm.totalBytes >= shmBytes
        ? passed('/dev/shm', found, sizeText(shmBytes))
        : failed('/dev/shm', found, hint, sizeText(shmBytes)),
    ]
  return [
    gpu && shm.totalBytes < SENSIBLE_SHM_BYTES ? warned('/dev/shm', found, hint) : passed('/dev/shm', found),
  ]
}

function judgeOpenFiles({ openFiles }: Host): Check[] {
  if (openFiles === null) return []
  const found = Number.isFinite(openFiles) ? openFiles.toLocaleString('en-US') : 'no limit'
  return [
    openFiles >= SENSIBLE_OPEN_FILES
      ? passed('open files', found)
      : warned(
          'open files',
          found,
          'ulimit -n 65536 before the runner starts; in its systemd unit LimitNOFILE=65536',
        ),
  ]
}
