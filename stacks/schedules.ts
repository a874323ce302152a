import { Cron } from "croner";
import { z } from "zod";

/** The five fields that the parser here and supercronic read alike: numbers, names of months and days, lists, ranges, steps. */
const plainFields = /^[\dA-Za-z*,/-]+( [\dA-Za-z*,/-]+){4}$/;
const special = /[LW]/i;
/** What one of the two takes for Sunday and the other does not. */
const sunday = / \S*(-(7|sun)|\/7)[^ ]*$/i;
const names = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat/gi;

/** What is wrong with a schedule, or nothing. */
function mistakeIn(expression: string): string | undefined {
  const form = "five fields (minute, hour, day of month, month, day of week), such as 5 * * * *";
  if (!plainFields.test(expression) || special.test(expression.replace(names, ""))) return form;
  if (sunday.test(expression)) return `${form}; a range of days begins with Sunday, as 0, and ends before it`;
  try {
    const next = new Cron(expression, { paused: true, mode: "5-part", timezone: "UTC" }).nextRun();
    return next ? undefined : `${form}; this one names a day that never comes`;
  } catch (error) {
    return `${form}; ${(error as Error).message.replace(/^CronPattern: /, "")}`;
  }
}

/** A time table in cron's five fields. */
export const schedule = (fallback: string) =>
  z
    .string()
    .superRefine((expression, context) => {
      const message = mistakeIn(expression);
      if (message) context.addIssue({ code: "custom", message });
    })
    .default(fallback);

/** How a name of the IANA data base is written: Go, which reads it in the end, heeds capitals. */
const zoneName = /^[A-Z][A-Za-z]*([_+-]?[A-Za-z0-9]+)*(\/[A-Z][A-Za-z0-9]*([_+-][A-Za-z0-9]+)*)*$/;

function isTimezone(name: string): boolean {
  if (name === "UTC") return true;
  // What Node.js knows beside that data base.
  if (/^(SystemV\/|US\/Pacific-New$)/.test(name)) return false;
  if (!zoneName.test(name) || !name.includes("/")) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** A time zone by its name. */
export const timezone = z
  .string()
  .refine(
    isTimezone,
    "UTC, or a name of the IANA time zone data base as written there, such as Europe/Berlin",
  )
  .default("UTC");

/** Enough starts to meet every gap that a day, a week or a year has. */
const looked = 400;

/**
 * Minutes between two starts, at most.
 * @param timezone of the time table; clocks that are put forward or back make a gap longer
 */
export function longestGap(expression: string, timezone: string): number {
  const starts = new Cron(expression, { paused: true, mode: "5-part", timezone })
    .nextRuns(looked, new Date("2026-01-01T00:00:00Z"))
    .map((start) => start.getTime());
  const gaps = starts.slice(1).map((start, index) => start - starts[index]!);
  return Math.ceil(Math.max(...gaps) / 60_000);
}
