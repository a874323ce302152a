import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

interface LoggedEvent {
  summaryEvent?: object;
  resourcePreEvent?: { metadata: { op: string } };
  resOutputsEvent?: { metadata: { op: string } };
}

/** The newest event log of the operations under a state directory. */
function eventLog(home: string): string | undefined {
  const logs = readdirSync(home)
    .filter((name) => name.startsWith("events."))
    .map((name) => join(home, name, "events.json"))
    .filter((file) => existsSync(file));
  return logs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

/** Only these lines are parsed: the others are many, and long. */
const wanted = /"(summaryEvent|resourcePreEvent|resOutputsEvent)":/;

function parse(line: string): LoggedEvent[] {
  try {
    return wanted.test(line) ? [JSON.parse(line) as LoggedEvent] : [];
  } catch {
    // Not whole yet.
    return [];
  }
}

/** Beginnings and ends of operations that change something; undefined once the log has come to its summary. */
export function changesIn(log: string): number | undefined {
  const events = log.split("\n").flatMap(parse);
  if (events.some(({ summaryEvent }) => summaryEvent)) return undefined;
  return events.filter(({ resourcePreEvent, resOutputsEvent }) => {
    const operation = (resourcePreEvent ?? resOutputsEvent)?.metadata.op;
    return operation !== undefined && operation !== "same" && operation !== "read";
  }).length;
}

/**
 * How many changes of the update under way have begun or ended; undefined while none is. The engine overwrites the
 * preview's log with the update's, and says on its output when it begins.
 */
export function changesSoFar(home: string, output: string): number | undefined {
  if (!output.includes("Updating (")) return undefined;
  try {
    const log = eventLog(home);
    return log === undefined ? undefined : changesIn(readFileSync(log, "utf8"));
  } catch {
    // Removed at this moment: the update is over.
    return undefined;
  }
}
