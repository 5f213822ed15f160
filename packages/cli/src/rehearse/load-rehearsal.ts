import { defineErrors } from '@slipway/core'

export const rehearseError = defineErrors({
  'rehearse/base-unknown': 'usage',
  'rehearse/not-installed': 'usage',
})

/** The stand-in GitHub. It is large and nobody's job needs it, so it comes with the npm package and not with the actions. */
export async function loadRehearsal(): Promise<typeof import('@slipway/rehearsal')> {
  try {
    return await import('@slipway/rehearsal')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw rehearseError(
      'rehearse/not-installed',
      'Cannot rehearse: the stand-in GitHub is not part of the actions’ bundle',
      {
        hint: 'Run it from the npm package: npx slipway rehearse',
        cause,
      },
    )
  }
}
