// As the program it is compared with.
import "../../../stacks/plain-stack-traces";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Resources that touch nothing outside the state: components, and random identifiers that were drawn once. */
const config = new pulumi.Config();
const components = Array.from(
  { length: config.requireNumber("components") },
  (_, index) => new pulumi.ComponentResource("lakehouse:bench:Inert", `component-${index}`),
);
for (let index = 0; index < config.requireNumber("customs"); index++) {
  const parent = components[index % components.length];
  new random.RandomId(`custom-${index}`, { byteLength: 8 }, { parent });
}
