import { setTimeout as sleep } from "node:timers/promises";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import type { StackOutputs } from "../../../tools/operate";
import { Browser } from "./browser";
import { signOn } from "./sign-on";

/** Milliseconds for one statement. */
const statementTimeout = 120_000;
/** Rows that one answer of the server holds at most. */
const rowLimit = 500;

/** A value of a row, as JSON has it. */
export type Row = Record<string, string | number | boolean | null>;

/** Files of a table that a query reads; the plan's form is the stand-in's own. */
export interface ScanPlan {
  table: string;
  files: { total: number; read: { partition: string }[] };
}

interface Job {
  jobState: string;
  errorMessage: string;
}

/** A refusal, as the server worded it. */
export class DremioError extends Error {
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(`${status}: ${reason}`);
  }
}

/** Dremio's REST interface as its administrator, through the edge, where somebody of a group that is let through signed on. */
export class DremioClient {
  private token = "";

  private constructor(
    private readonly browser: Browser,
    private readonly origin: string,
  ) {}

  static async signOn(outputs: StackOutputs): Promise<DremioClient> {
    const target = targetOf(outputs, "dremio");
    const browser = new Browser(target);
    const client = new DremioClient(browser, browser.origin(target.servername));
    await signOn(browser, `${client.origin}/`, loginOf(outputs, "identity", "admin"));
    const { user, password } = loginOf(outputs, "dremio", "administrator");
    const { token } = await client.ask<{ token: string }>("POST", "/apiv2/login", {
      userName: user,
      password,
    });
    client.token = `_dremio${token}`;
    return client;
  }

  async ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const headers: Record<string, string> = this.token ? { authorization: this.token } : {};
    const { status, text } = await this.browser.send(method, `${this.origin}${path}`, { body, headers });
    if (status >= 400) throw new DremioError(status, text);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }

  /** The first rows of a statement's result. */
  async sql(text: string): Promise<Row[]> {
    const { id } = await this.ask<{ id: string }>("POST", "/api/v3/sql", { sql: text });
    const started = Date.now();
    for (;;) {
      const { jobState, errorMessage } = await this.ask<Job>("GET", `/api/v3/job/${id}`);
      if (jobState === "COMPLETED") break;
      if (!/^(PENDING|RUNNING)$/.test(jobState)) throw new DremioError(200, errorMessage);
      if (Date.now() - started > statementTimeout) throw new Error(`${text} did not end`);
      await sleep(100);
    }
    const path = `/api/v3/job/${id}/results?limit=${rowLimit}`;
    return (await this.ask<{ rows: Row[] }>("GET", path)).rows;
  }

  /** What a query would read. */
  async plan(query: string): Promise<ScanPlan[]> {
    const [row] = await this.sql(`EXPLAIN PLAN FOR ${query}`);
    return (JSON.parse(String(row!["JSON"])) as { scans: ScanPlan[] }).scans;
  }
}
