import { readFile } from 'node:fs/promises'
import { logAddress } from '../../forge/runs/log-address.ts'
import { allJobs } from '../../forge/state/run-entry.ts'
import type { JobState } from '../../model.ts'
import { type Html, html } from '../html.ts'
import { renderAnsi } from '../log/ansi.ts'
import { type LogEntry, type LogLine, parseLog } from '../log/parse-log.ts'
import type { View } from '../page.ts'
import { annotationList } from '../parts/annotation-list.ts'
import { stateIcon, stateWord } from '../parts/state-icon.ts'
import { duration } from '../time.ts'

/** A longer log is cut off at the front; the raw log has all of it. */
const MOST_BYTES = 2 * 1024 * 1024

/** A job: its steps and its log. */
export const jobView: View = async ({ forge, repository, parts }) => {
  const entry = repository.runs.get(Number(parts.run))
  const job = entry && allJobs(entry).find((candidate) => candidate.id === Number(parts.job))
  if (!entry || !job) return undefined
  const { run } = entry
  const log = await readLog(job)
  const took = duration(job.startedAt, job.completedAt, forge.now())
  const address = `/${repository.fullName}/actions/runs/${run.id}`
  const body = html`<p class="quiet"><a href="${address}">${run.displayTitle} · ${run.name} #${run.runNumber}</a></p>
<h1>${stateIcon(job.status, job.conclusion)} ${job.name}</h1>
<p class="subtitle"><span><b>${stateWord(job.status, job.conclusion)}</b>${took !== '' && html` in ${took}`} · ${job.runnerName ?? job.labels.join(', ')}${job.runAttempt > 1 && html` · attempt ${job.runAttempt}`}</span></p>
<section class="box"><h2 class="box-head">Steps</h2><ul class="rows steps">${job.steps.map(
    (step) =>
      html`<li class="box-row">${stateIcon(step.status, step.conclusion)}<span class="grow">${step.name}</span><span class="quiet">${duration(step.startedAt, step.completedAt, forge.now())}</span></li>`,
  )}</ul></section>
${annotationList(repository, run.event.headSha, job.annotations)}
<section class="box log-box"><h2 class="box-head">Log ${log !== undefined && html`<a class="details" href="${logAddress(forge, job)}">raw</a>`}</h2>${log === undefined ? html`<p class="box-row quiet">No output yet.</p>` : logView(log)}</section>`
  return {
    kind: 'page',
    title: `${job.name} · ${run.name}`,
    body,
    tab: 'actions',
    live: job.status !== 'completed',
  }
}

/** The log so far; undefined before the job has written any. */
async function readLog(job: JobState): Promise<string | undefined> {
  try {
    const bytes = await readFile(job.logFile)
    if (bytes.length <= MOST_BYTES) return bytes.toString()
    const cut = bytes.subarray(bytes.length - MOST_BYTES).toString()
    return `… ${bytes.length - MOST_BYTES} bytes left out; see the raw log\n${cut.slice(cut.indexOf('\n') + 1)}`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function logView(text: string): Html {
  return html`<div class="log">${parseLog(text).map(logEntry)}</div>`
}

function logEntry(entry: LogEntry): Html {
  if (entry.kind === 'line') return logLine(entry.line)
  return html`<details><summary>${logLine(entry.title)}</summary>${entry.lines.map(logLine)}</details>`
}

function logLine(line: LogLine): Html {
  const level = line.level === undefined ? '' : ` log-${line.level}`
  const mark =
    line.level === 'error' || line.level === 'warning'
      ? html`<b>${line.level === 'error' ? 'Error' : 'Warning'}: </b>`
      : null
  return html`<div class="log-line${level}"${line.time !== undefined && html` title="${line.time}"`}><span class="log-number">${line.number}</span><span class="log-text">${mark}${renderAnsi(line.text)}</span></div>`
}
