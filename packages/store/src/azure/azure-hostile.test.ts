import { afterAll, beforeAll, describe } from 'vitest'
import { AZURITE_ACCOUNT, Azurite } from '../testing/azurite.ts'
import { describeHostileWriter } from '../testing/hostile-writer.ts'
import { openAzure } from './open-azure.ts'

let azurite: Azurite

describe.skipIf(!Azurite.installed)(`on a real server${Azurite.missing}`, () => {
  beforeAll(async () => {
    azurite = await Azurite.start()
  })
  afterAll(() => azurite.stop())

  describeHostileWriter('AzureService', async () => {
    const container = await azurite.makeContainer()
    return {
      backend: openAzure(`az://${AZURITE_ACCOUNT}/${container}/some/prefix`, azurite.env),
      plant: (path, bytes) => azurite.plant(container, `some/prefix/${path}`, bytes),
      close: async () => {},
    }
  })
})
