export { auditStore } from './audit-store.ts';
export { HookedBackend, type Operation } from './hooked-backend.ts';
export { MemoryBackend } from './memory-backend.ts';
export { sampleRecord } from './sample-record.ts';
export { contentsOf, filesBelow, TemporaryFolder } from './temporary-folder.ts';
