import * as z from 'zod'

/** What the report does beyond its comment and checks. */
export const zReportSettings = z.strictObject({
  review: z
    .boolean()
    .default(true)
    .describe(
      'Comment on the lines of a pull request that change a gate, a parameter or versioned data, and resolve that when it no longer holds.',
    ),
})
export type ReportSettings = z.infer<typeof zReportSettings>
