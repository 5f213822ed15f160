import { edit } from './edit-project.ts'

/** Training writes a checkpoint each time it is started, and hands over so many times. */
export function pauseTraining(folder: string, times: number): void {
  edit(folder, 'slipway.yaml', (text) =>
    text.replace(
      '    runs-on: [self-hosted, gpu]',
      '    runs-on: [self-hosted, gpu]\n    checkpoint: build/checkpoints',
    ),
  )
  edit(
    folder,
    'src/train.sh',
    (text) => `
count=$(cat "\${SLIPWAY_RESUME_FROM:-/dev/null}")
printf '%sx' "$count" > build/checkpoints/.new
mv build/checkpoints/.new "build/checkpoints/step-\${#count}"
test "\${#count}" -ge ${times} || exit 75
${text}`,
  )
}
