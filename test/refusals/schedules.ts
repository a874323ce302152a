import type { BadConfiguration } from "./configurations";

const fiveFields =
  "five fields \\(minute, hour, day of month, month, day of week\\), such as 5 \\* \\* \\* \\*";

export const badSchedules: readonly BadConfiguration[] = [
  ["of six fields", "0 5 * * * *", ""],
  ["by name", "@hourly", ""],
  ["with a minute that no hour has", "61 * * * *", "; Invalid value for minute: 61"],
  ["on a day that never comes", "0 0 31 2 *", "; this one names a day that never comes"],
  [
    "with Sunday at the end of a range",
    "0 3 * * 5-7",
    "; a range of days begins with Sunday, as 0, and ends before it",
  ],
].map(([name, batch, why]) => ({
  name: `a schedule ${name}`,
  changes: { "lakehouse:schedules": { batch } },
  message: new RegExp(
    `lakehouse:schedules\\.batch is "${batch!.replaceAll("*", "\\*")}": ${fiveFields}${why}\\.`,
  ),
}));

export const badTimezones: readonly BadConfiguration[] = [
  "Mars/Olympus",
  "europe/berlin",
  "+01:00",
  "SystemV/EST5",
].map((timezone) => ({
  name: `the time zone ${timezone}`,
  changes: { "lakehouse:schedules": { timezone } },
  message: new RegExp(
    `lakehouse:schedules\\.timezone is "${timezone.replace("+", "\\+")}": UTC, or a name of the IANA time zone data base as written there, such as Europe/Berlin\\.`,
  ),
}));

/** What the schema refuses. */
