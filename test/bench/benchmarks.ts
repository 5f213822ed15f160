import type { Benchmark } from './benchmark.ts'
import { actions } from './suites/actions.ts'
import { data } from './suites/data.ts'
import { dist } from './suites/dist.ts'
import { gate } from './suites/gate.ts'
import { overhead } from './suites/overhead.ts'
import { plan } from './suites/plan.ts'
import { registry } from './suites/registry.ts'
import { runners } from './suites/runners.ts'
import { serve } from './suites/serve.ts'

/** In the order of the page. */
export const benchmarks: readonly Benchmark[] = [
  plan,
  actions,
  overhead,
  dist,
  registry,
  gate,
  serve,
  data,
  runners,
]
