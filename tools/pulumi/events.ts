/** What of the engine's event log matters here; its format is `apitype.EngineEvent` of Pulumi's Go SDK. */
export interface EngineEvent {
  diagnosticEvent?: { urn?: string; message: string; severity: string };
  summaryEvent?: { resourceChanges?: Record<string, number> };
}

/** Parses an event log: one JSON document a line. A last line cut off by an interrupt is left out. */
export function parseEvents(text: string): EngineEvent[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line.trim() === "" ? [] : [JSON.parse(line) as EngineEvent];
    } catch {
      return [];
    }
  });
}

/** How many resources the last operation in the log changed (a preview comes before its update). */
export function resourceChanges(events: EngineEvent[]): number {
  const summary = events.filter((event) => event.summaryEvent).at(-1)?.summaryEvent;
  return Object.entries(summary?.resourceChanges ?? {})
    .filter(([operation]) => operation !== "same" && operation !== "read")
    .reduce((sum, [, count]) => sum + count, 0);
}

/** What else to tell the operator about errors whose own text names no remedy. */
export function adviceFor(events: EngineEvent[]): string[] {
  const errors = events.flatMap((event) =>
    event.diagnosticEvent?.severity === "error" ? [event.diagnosticEvent] : [],
  );
  const pull = errors.some(
    (error) =>
      error.urn?.includes("docker:index/remoteImage:RemoteImage") &&
      /pull|registry|manifest|lookup|dial tcp|timeout|not found|denied/i.test(error.message),
  );
  return pull
    ? [
        "The images could not be pulled. On a machine that reaches no image registry, build them with `make images` " +
          "and say so in the configuration: `lakehouse:images: local` in Pulumi.<stack>.yaml, or in a file of your own " +
          "that LAKEHOUSE_CONFIG names.",
      ]
    : [];
}
