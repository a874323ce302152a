const HOUR_MS = 3_600_000;

/**
 * The time certificates are issued and judged by. LAKEHOUSE_TEST_CLOCK_OFFSET_HOURS shifts it, so that a test
 * sees a renewal without waiting for one; only this test provider reads it.
 */
export function now(): Date {
  const offset = Number(process.env.LAKEHOUSE_TEST_CLOCK_OFFSET_HOURS || 0);
  if (!Number.isFinite(offset))
    throw new Error(
      `LAKEHOUSE_TEST_CLOCK_OFFSET_HOURS is ${JSON.stringify(process.env.LAKEHOUSE_TEST_CLOCK_OFFSET_HOURS)}; allowed: a number of hours, for example 8000`,
    );
  return new Date(Date.now() + offset * HOUR_MS);
}

/** RFC 3339 without fractions, as in a certificate. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

export function addHours(time: Date, hours: number): Date {
  return new Date(time.getTime() + hours * HOUR_MS);
}
