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
