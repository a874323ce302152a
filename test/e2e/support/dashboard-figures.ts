import type { StackOutputs } from "../../../tools/operate";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import { SupersetClient } from "./superset-client";
import { lookAround, type ChartRequest } from "./superset-world";

/** What the dashboard's table shows of one airport of origin. */
export interface OriginFigures {
  origin: string;
  flights_total: number;
  mean_delay: number;
  delayed_share: number;
}

/** A flight as far as the dashboard knows of it. */
export interface Flight {
  origin: string;
  delay: number;
}

/** Minutes from which a flight counts as delayed. */
const delayedFrom = 15;

/** The same figures from the flights themselves, without anything of the lakehouse in between. */
export function figuresOf(flights: readonly Flight[]): OriginFigures[] {
  const byOrigin = new Map<string, number[]>();
  for (const { origin, delay } of flights) byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), delay]);
  return [...byOrigin]
    .map(([origin, delays]) => ({
      origin,
      flights_total: delays.length,
      mean_delay: delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
      delayed_share: delays.filter((delay) => delay >= delayedFrom).length / delays.length,
    }))
    .sort((a, b) => a.origin.localeCompare(b.origin));
}

/** Figures, and whether they were kept from before. */
export interface Answer {
  data: OriginFigures[];
  is_cached: boolean | null;
  cache_key: string;
}

/** What a viewer's dashboard shows, asked for as a browser asks, through the edge. */
export class Dashboard {
  private constructor(
    private readonly viewer: SupersetClient,
    private readonly request: ChartRequest,
  ) {}

  static async open(outputs: StackOutputs): Promise<Dashboard> {
    const target = targetOf(outputs, "superset");
    const administrator = new SupersetClient(target);
    await administrator.signOn(loginOf(outputs, "identity", "administrator"));
    const { charts } = await lookAround(administrator);
    const viewer = new SupersetClient(target);
    await viewer.signOn(loginOf(outputs, "identity", "viewer"));
    return new Dashboard(viewer, charts.find(({ name }) => name === "Delays by origin")!.request);
  }

  /** What is answered. @param anew whether nothing may come from a cache */
  async answer(anew: boolean): Promise<Answer> {
    const asked = { ...this.request, ...(anew ? { force: true } : {}) };
    const { result } = await this.viewer.ask<{ result: Answer[] }>("POST", "/api/v1/chart/data", asked);
    return result[0]!;
  }

  /** Figures by origin. Never from a cache. */
  async figures(): Promise<OriginFigures[]> {
    return (await this.answer(true)).data.sort((a, b) => a.origin.localeCompare(b.origin));
  }
}
