/** Judges one part of the dev stack's mutants, as a process of its own: every so-manieth from the first one on. */
import { graph, mutants } from "./dev";
import { judge } from "./judge";

async function main(): Promise<void> {
  const [first, step] = process.argv.slice(2).map(Number);
  const found = await judge(
    graph,
    mutants.filter((_, index) => index % step! === first),
  );
  process.send!(found, () => process.exit());
}

void main();
