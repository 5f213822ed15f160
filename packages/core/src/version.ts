/** Slipway's own version: the `tool` of every record. */
export const VERSION = '0.1.0'
