const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/**
 * Five fields of cron as Quartz writes them, which Airbyte reads: seconds first, and a `?` for the one kind of day that is
 * not asked for. Days of the week become names, since Quartz counts them from 1.
 * @throws Error where both kinds of day are asked for: cron takes either, Quartz cannot say that
 */
export function toQuartz(expression: string): string {
  const [minute, hour, day, month, weekday] = expression.split(" ") as [
    string,
    string,
    string,
    string,
    string,
  ];
  if (day !== "*" && weekday !== "*")
    throw new Error(
      `schedule ${expression}: Airbyte cannot take a day of the month and one of the week together`,
    );
  // A step is no day.
  const named = weekday.replace(/(^|[,-])([0-6])(?=$|[,\-/])/g, (_, before: string, number: string) => {
    return before + days[Number(number)]!;
  });
  const [ofMonth, ofWeek] = weekday === "*" ? [day, "?"] : ["?", named.toUpperCase()];
  return ["0", minute, hour, ofMonth, month.toUpperCase(), ofWeek].join(" ");
}
