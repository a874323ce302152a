import { afterAll, beforeAll, describe } from "vitest";
import { dataSurvives } from "./parts/data";
import { changes } from "./parts/changes";
import { comesUp, goesDown, isDestroyed } from "./parts/life";
import { refusals } from "./parts/refusals";
import { roles } from "./parts/roles";
import { secrecy } from "./parts/secrecy";
import { transport } from "./parts/transport";
import { TestStack } from "./stack";

/** One stack, from nothing to nothing; each part builds on the ones before it. */
describe("the dev stack on a Docker host", () => {
  let stack: TestStack;
  const current = () => stack;

  beforeAll(async () => {
    stack = await TestStack.create();
  });
  // Whatever failed, nothing of ours stays on the engine.
  afterAll(() => stack?.remove());

  describe("refuses what cannot work, before anything is created", () => refusals(current));
  describe("comes up", () => comesUp(current));
  describe("holds the sample data", () => dataSurvives(current));
  describe("speaks TLS 1.3 only, where a flow says so", () => transport(current, ["search"]));
  describe("gives each role what the catalogue says", () => roles(current));
  describe("keeps its secrets", () => secrecy(current));
  describe("changes without losing anything", () => changes(current));
  describe("stops, and comes back", () => goesDown(current));
  describe("is destroyed", () => isDestroyed(current));
});
