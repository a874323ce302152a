import type { SearchStoreClient } from "./search-store-client";
import { runName } from "./attempt";
import { places, prefixOf, type Place } from "./search-store-expectations";

/** The word by which a run's documents are found. */
export interface Document {
  run: string;
  note: string;
}

/** Indices and documents on which things are tried, made and removed by the administrator. */
export class SearchStoreWorld {
  readonly run = runName();

  constructor(private readonly administrator: SearchStoreClient) {}

  /**
   * An index of a place. No second hyphen: to the server, `logs-*-*` names a data stream.
   * @param part what it is for @default the one with the documents
   */
  index(place: Place, part = "seed"): string {
    return `${prefixOf[place]}${this.run}_${part.replaceAll("-", "_")}`;
  }

  document(note: string): Document {
    return { run: this.run, note };
  }

  /** Makes each place's index with a document of each name, and indices that may be removed. */
  async seed(documents: readonly string[], removable: readonly string[]): Promise<void> {
    for (const place of places) {
      const index = this.index(place);
      await this.administrator.ask("PUT", `/${index}`);
      const lines = documents.flatMap((id) => [{ create: { _index: index, _id: id } }, this.document(id)]);
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      const { errors } = await this.administrator.ask<{ errors: boolean }>(
        "POST",
        "/_bulk?refresh=true",
        text,
      );
      if (errors) throw new Error(`the documents of ${index} cannot be written`);
      for (const part of removable) await this.administrator.ask("PUT", `/${this.index(place, part)}`);
    }
  }

  /** Removes every index, user and role that carries the run's name. */
  async clear(): Promise<void> {
    const indices = await this.administrator.ask<object>("GET", `/*${this.run}*`);
    for (const name of Object.keys(indices)) await this.administrator.ask("DELETE", `/${name}`);
    for (const kind of ["user", "role"]) {
      const all = await this.administrator.ask<object>("GET", `/_security/${kind}`);
      for (const name of Object.keys(all).filter((each) => each.includes(this.run)))
        await this.administrator.ask("DELETE", `/_security/${kind}/${name}`);
    }
  }
}
