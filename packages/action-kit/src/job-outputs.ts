import * as core from '@actions/core'

/** Adds Markdown to the job's summary. */
export async function writeSummary(markdown: string): Promise<void> {
  await core.summary.addRaw(markdown, true).write()
}

/** Sets an output of the action; anything but a text becomes JSON. */
export function setOutput(name: string, value: unknown): void {
  core.setOutput(name, value)
}

/** Puts a folder on the path of the steps that follow. */
export function addPath(folder: string): void {
  core.addPath(folder)
}

/** An error as an annotation, on a file where it has one; it does not fail the step by itself. */
export function annotateError(
  message: string,
  place: { readonly title: string; readonly file?: string; readonly startLine?: number },
): void {
  core.error(message, place)
}
