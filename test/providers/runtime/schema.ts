import type { Property, TestProvider, Values } from "./resource-type";

function typeSpec(property: Property): Values {
  const any = { $ref: "pulumi.json#/Any" };
  const items = property.items === undefined || property.items === "object" ? any : { type: property.items };
  const secret = property.secret === true ? { secret: true } : {};
  if (property.type === "array") return { type: "array", items, ...secret };
  if (property.type === "object") return { type: "object", additionalProperties: items, ...secret };
  return { type: property.type, ...secret };
}

function properties(of: Record<string, Property>): Values {
  return Object.fromEntries(Object.entries(of).map(([name, property]) => [name, typeSpec(property)]));
}

/** A Pulumi package schema of what the test provider supports. */
export function schemaOf(provider: TestProvider<unknown>): Values {
  const resources = Object.entries(provider.resources).map(([token, type]) => {
    const inputs = properties(type.inputs);
    const outputs = Object.entries(type.outputs ?? {}).map(([name, { secret }]): [string, unknown] => [
      name,
      { $ref: "pulumi.json#/Any", ...(secret === true ? { secret } : {}) },
    ]);
    const requiredInputs = Object.keys(type.inputs).filter((name) => type.inputs[name]?.required === true);
    return [
      token,
      { inputProperties: inputs, requiredInputs, properties: { ...inputs, ...Object.fromEntries(outputs) } },
    ];
  });
  return {
    name: provider.name,
    version: provider.version ?? "0.0.0",
    provider: { inputProperties: properties(provider.configuration) },
    resources: Object.fromEntries(resources) as Values,
  };
}
