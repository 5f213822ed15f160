import type { AnyCommand } from './command.ts'
import { compareCommand } from './compare-command.ts'
import { costCommand } from './cost-command.ts'
import { dataAddCommand } from './data-add.ts'
import { dataCatCommand } from './data-cat.ts'
import { dataDiffCommand } from './data-diff.ts'
import { dataExportCommand } from './data-export.ts'
import { dataGcCommand } from './data-gc.ts'
import { dataImportDvcCommand } from './data-import-dvc.ts'
import { dataImportLfsCommand } from './data-import-lfs.ts'
import { dataLsCommand } from './data-ls.ts'
import { dataPullCommand } from './data-pull.ts'
import { dataPushCommand } from './data-push.ts'
import { dataStatusCommand } from './data-status.ts'
import { dataVerifyCommand } from './data-verify.ts'
import { deployCommand } from './deploy-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { historyCommand } from './history-command.ts'
import { initCommand } from './init-command.ts'
import { planCommand } from './plan-command.ts'
import { preflightCommand } from './preflight-command.ts'
import { promoteCommand } from './promote-command.ts'
import { registryHistoryCommand } from './registry-history.ts'
import { registryListCommand } from './registry-list.ts'
import { registryShowCommand } from './registry-show.ts'
import { reportCommand } from './report-command.ts'
import { rollbackCommand } from './rollback-command.ts'
import { runCommand } from './run-command.ts'
import { runnerJitCommand } from './runner-jit.ts'
import { serveCommand } from './serve-command.ts'
import { testCommand } from './test-command.ts'
import { versionCommand } from './version-command.ts'
import { whyCommand } from './why-command.ts'

/** Every verb, in the order of the help. Heavy parts are imported by the verbs when they run. */
export const allCommands: readonly AnyCommand[] = [
  initCommand,
  dataAddCommand,
  dataStatusCommand,
  dataDiffCommand,
  dataPushCommand,
  dataPullCommand,
  dataVerifyCommand,
  dataLsCommand,
  dataCatCommand,
  dataExportCommand,
  dataGcCommand,
  dataImportDvcCommand,
  dataImportLfsCommand,
  planCommand,
  preflightCommand,
  runCommand,
  testCommand,
  compareCommand,
  historyCommand,
  reportCommand,
  promoteCommand,
  deployCommand,
  rollbackCommand,
  registryListCommand,
  registryShowCommand,
  registryHistoryCommand,
  serveCommand,
  costCommand,
  runnerJitCommand,
  whyCommand,
  doctorCommand,
  versionCommand,
]
