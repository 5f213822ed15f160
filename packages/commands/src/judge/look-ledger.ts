import { type AskedLook, countLook, type LookState } from '@slipway/compare'
import { isSameLook, type Look } from '@slipway/core'
import type { RecordStore } from '@slipway/store'

/** What a judge does about the rows that decide. */
export interface Ledger {
  look(model: string, asked: AskedLook): Promise<LookState>
}

const counted = ({ number, bound }: Pick<Look, 'number' | 'bound'>): LookState => ({
  kind: 'counted',
  number,
  bound,
})

/** Spends a look, unless the same was asked before: for the job that reports. */
export function spendingLedger(store: RecordStore): Ledger {
  return {
    look: async (model, asked) => {
      // Whoever loses the race for a place counts again, with the winner before it.
      for (;;) {
        const earlier = await store.looks(model)
        const known = earlier.find((look) => isSameLook(look, asked))
        if (known) return counted(known)
        const { mode, looks, challenger, champion, gate, rows, sketch } = asked
        const look: Look = {
          schema: 'slipway.look/v1',
          model,
          seq: earlier.length + 1,
          ...countLook(asked, earlier),
          mode,
          looks,
          challenger,
          champion,
          gate,
          rows,
          sketch: [...sketch],
        }
        if (await store.putLook(look)) return counted(look)
      }
    },
  }
}

/** Takes the look that was spent when the same was reviewed, and spends none: for the job that promotes. */
export function reviewedLedger(store: RecordStore): Ledger {
  return {
    look: async (model, asked) => {
      const known = (await store.looks(model)).find((look) => isSameLook(look, asked))
      return known
        ? counted(known)
        : { kind: 'withheld', why: 'no look at them was spent on this challenger' }
    },
  }
}

/** Spends none: by hand the open rows may be asked as often as anybody likes, and sealed ones not at all. */
export const handLedger: Ledger = {
  look: async (_, { mode }) =>
    mode === 'open' ? { kind: 'uncounted' } : { kind: 'withheld', why: 'the pull request asks them' },
}

export function withholding(why: string): Ledger {
  return { look: async () => ({ kind: 'withheld', why }) }
}
