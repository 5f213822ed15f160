import type { GpuReading } from './gpu.ts'

type Failure = Extract<GpuReading, { state: 'failed' }>

/** What nvidia-smi prints when it cannot do its work, and what mends it. */
const FAILURES: readonly (readonly [said: RegExp, reason: string, hint: string])[] = [
  [
    /Driver\/library version mismatch/i,
    'the loaded kernel module and the libraries are of different versions: the driver was updated under a running system',
    'Reboot, or load the new module: sudo rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia; sudo modprobe nvidia',
  ],
  [
    /couldn't communicate with the NVIDIA driver/i,
    'the kernel module is not loaded',
    'sudo modprobe nvidia; where that fails after a new kernel, install the driver again (dkms autoinstall)',
  ],
  [
    /GPU is lost|fallen off the bus/i,
    'a GPU is lost: it does not answer on the bus any more',
    'Reboot; if it comes back, look for power, heat and the seat of the card',
  ],
  [
    /couldn't find libnvidia-ml\.so/i,
    'libnvidia-ml.so is not there',
    'In a container: NVIDIA_DRIVER_CAPABILITIES=compute,utility. On a host: install the driver again',
  ],
  [
    /Failed to initialize NVML: Unknown Error/i,
    'the GPU was taken away from this container (systemd reloaded its units)',
    'Start the container again; for good: https://github.com/NVIDIA/nvidia-container-toolkit/issues/48',
  ],
  [
    /Insufficient Permissions/i,
    'this user may not open the GPU',
    'ls -l /dev/nvidia*; in a rootless container give it the devices',
  ],
  [
    /No devices were found/i,
    'the driver is loaded and finds no GPU',
    'sudo dmesg | grep -i nvrm tells why; lspci | grep -i nvidia shows the card',
  ],
]

/** Why nvidia-smi failed, by what it printed; its own first line where that is not known. */
export function explainNvidiaFailure(printed: string, status: number): Failure {
  const found = FAILURES.find(([said]) => said.test(printed))
  const line = printed.trim().split('\n', 1)[0]
  return {
    state: 'failed',
    vendor: 'nvidia',
    reason: found?.[1] ?? (line ? line : `it ended with ${status} and said nothing`),
    hint: found?.[2] ?? 'Run nvidia-smi on the machine; sudo dmesg | grep -i nvrm tells more',
  }
}
