import { describeBackend } from './backend-contract.ts'
import { MemoryBackend } from './memory-backend.ts'

describeBackend('MemoryBackend', async () => ({ backend: new MemoryBackend(), close: async () => {} }))
