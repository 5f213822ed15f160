import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addPath, readJobContext, runAction, setOutput } from '@slipway/action-kit'
import { VERSION } from '@slipway/core'

await runAction({
  main: async (context) => {
    const { temp } = readJobContext(process.env)
    const folder = join(temp, 'slipway-bin')
    await mkdir(folder, { recursive: true })
    // The runner's Node is not on the path of `run:` steps, so the command names it.
    const cli = fileURLToPath(new URL('./cli.js', import.meta.url))
    const command = join(folder, 'slipway')
    await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`)
    await chmod(command, 0o755)
    addPath(folder)
    setOutput('version', VERSION)
    setOutput('path', folder)
    context.progress.note(`slipway ${VERSION} is on the path`)
  },
})
