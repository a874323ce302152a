import { expect, it } from "vitest";
import { configFrom } from "../../../stacks/config";
import { badConfigurations } from "../../refusals/configurations";
import { expectOneRefusal } from "../../refusals/one-refusal";

/** As the engine hands values over; what is encrypted arrives in plain, its key among the secret ones. */
function read(changes: Record<string, unknown>) {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(changes)) {
    texts[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  const secrets = Object.keys(texts).filter((key) => texts[key]!.includes('"secure":'));
  return configFrom({ texts, secrets, stack: "dev" });
}

function refusal(changes: Record<string, unknown>): string {
  try {
    read(changes);
  } catch (error) {
    return (error as Error).message;
  }
  return "not refused";
}

it("takes what is right", () => {
  expect(read({ "lakehouse:postgresql": { memory: "1Gi" }, "docker:host": "unix:///x" })).toMatchObject({
    name: "lakehouse-dev",
    postgresql: { memory: "1Gi" },
  });
});

it.each(badConfigurations)(
  "refuses $name, with one line that says what is allowed",
  ({ changes, message }) => {
    const text = refusal(changes);
    const mistakes = text.split("\n").slice(1, -2);
    expect(mistakes, text).toEqual([expect.stringMatching(message)]);
    expectOneRefusal(`error: ${text}`, {
      message,
      remedy: /Remedy: correct it in Pulumi\.dev\.yaml, .*docs\/configuration\.md/,
    });
  },
);

it("names every mistake at once", () => {
  const text = refusal({ "lakehouse:images": "hub", "lakehouse:lifecycle": "gone", "lakehouse:typo": 1 });
  for (const key of ["images", "lifecycle", "typo"]) expect(text).toContain(`lakehouse:${key} `);
});

it("does not repeat a secret", () => {
  expect(refusal({ "lakehouse:name": { secure: "hush" } })).not.toContain("hush");
});
