/** One more thing that was looked at, as a section of the report. */
export type ExtraSection = {readonly title: string; readonly lines: readonly string[]};
