const units: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/**
 * Bytes of a quantity such as `512Mi` or `2Gi`, in Kubernetes' binary notation.
 * @throws RangeError when the text is not a whole number of Ki, Mi or Gi
 */
export function quantity(text: string): number {
  const match = /^(\d+)(Ki|Mi|Gi)$/.exec(text);
  if (!match)
    throw new RangeError(
      `'${text}' is not a quantity; allowed: a whole number of Ki, Mi or Gi, such as 512Mi`,
    );
  return Number(match[1]) * (units[match[2]!] ?? 0);
}

/** A quantity in mebibytes, rounded down: the unit of Docker's and PostgreSQL's settings. */
export const mebibytes = (text: string): number => Math.floor(quantity(text) / units.Mi!);
