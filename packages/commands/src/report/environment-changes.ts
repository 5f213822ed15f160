import type { EnvironmentDetails, RunRecord } from '@slipway/core'
import type { EnvironmentChange } from '@slipway/report'

type Environment = RunRecord['environment']

/** Packages that make the numbers, and so are named before all others. */
const FRAMEWORKS =
  /^(?:torch|tensorflow|keras|jax|jaxlib|flax|xgboost|lightgbm|catboost|scikit-learn|transformers|numpy|scipy|pandas|polars|onnx.*|skl2onnx|cudnn|cuda.*|nvidia-.*)$/

/**
 * What differs between the environments of two runs: GPU, driver, CUDA and Python, then frameworks, other packages, variables,
 * processor and system. What one of them does not tell, as records of before there were details, is no difference.
 */
export function environmentChanges(before: Environment, after: Environment): readonly EnvironmentChange[] {
  const [old, own] = [before.details, after.details]
  const changes = [change('GPU', before.gpu, after.gpu), change('driver', before.driver, after.driver)]
  if (old && own) {
    const packages = packageChanges(old.python, own.python)
    changes.push(
      change('CUDA', old.cuda, own.cuda),
      ...(old.python && own.python ? [change('Python', old.python.version, own.python.version)] : []),
      ...packages.filter(({ what }) => FRAMEWORKS.test(what)),
      ...packages.filter(({ what }) => !FRAMEWORKS.test(what)),
      ...variableChanges(old.variables, own.variables),
      ...processorChange(old.cpu, own.cpu),
      change('system', old.distribution, own.distribution),
    )
  }
  return [...changes, change('image', before.image, after.image)].filter(
    (one): one is EnvironmentChange => one !== undefined && one.before !== one.after,
  )
}

function change(what: string, before: string | null, after: string | null): EnvironmentChange {
  return { what, before, after }
}

function packageChanges(
  old: EnvironmentDetails['python'],
  own: EnvironmentDetails['python'],
): EnvironmentChange[] {
  if (!old || !own) return []
  return differing(old.packages, own.packages).map((name) =>
    change(name, old.packages[name] ?? null, own.packages[name] ?? null),
  )
}

/** A variable whose value is not told is either set or not. */
function variableChanges(
  old: EnvironmentDetails['variables'],
  own: EnvironmentDetails['variables'],
): EnvironmentChange[] {
  const text = (variables: EnvironmentDetails['variables'], name: string) =>
    name in variables ? (variables[name] ?? 'set') : null
  return differing(old, own).map((name) => change(name, text(old, name), text(own, name)))
}

/** Two machines of one model may still offer other instructions, as under another hypervisor. */
function processorChange(
  old: EnvironmentDetails['cpu'],
  own: EnvironmentDetails['cpu'],
): EnvironmentChange[] {
  if (old.model !== own.model) return [change('CPU', old.model, own.model)]
  if (old.flags === own.flags) return []
  const short = (flags: string | null) => flags?.slice('sha256:'.length, 'sha256:'.length + 7) ?? null
  return [change('CPU flags', short(old.flags), short(own.flags))]
}

function differing(old: Readonly<Record<string, unknown>>, own: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(own)])]
    .filter((name) => old[name] !== own[name] || name in old !== name in own)
    .sort()
}
