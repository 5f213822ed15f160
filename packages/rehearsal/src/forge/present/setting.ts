import type { Setting } from '../state/settings.ts'

/** `actions-secret`: everything but the value. */
export function presentSecret(setting: Setting) {
  return { name: setting.name, created_at: setting.createdAt, updated_at: setting.updatedAt }
}

/** `actions-variable` */
export function presentVariable(setting: Setting) {
  return { ...presentSecret(setting), value: setting.value }
}
