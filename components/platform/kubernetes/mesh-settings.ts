/** Where Istio's control plane is, with the settings of the mesh. */
export const meshNamespace = "istio-system";

/** What a mesh is told of TLS, by the ConfigMap that says so. */
export interface MeshSettings {
  configMap: string;
  meshMTLS?: { minProtocolVersion?: string };
  tlsDefaults?: { minProtocolVersion?: string };
}

const floor = "TLSV1_3";

/** Settings that set the least version of TLS, and for what. Source: Istio, "Global Mesh Options": MeshConfig. */
const floors = { meshMTLS: "between proxies", tlsDefaults: "at gateways" } as const;

/** Reads the settings where a ConfigMap of the control plane's namespace holds any: one for each of its revisions. */
export function meshSettings(
  configMaps: readonly { metadata?: { name?: string }; data?: Record<string, string> }[],
  parse: (yaml: string) => unknown,
): MeshSettings[] {
  return configMaps.flatMap(({ metadata, data }) =>
    data?.["mesh"] === undefined
      ? []
      : [{ ...(parse(data["mesh"]) as object | null), configMap: metadata?.name ?? "" }],
  );
}

/** What of a mesh's settings lets a version of TLS below 1.3 in, in words. */
export const looseIn = (meshes: readonly MeshSettings[]): string[] =>
  meshes.flatMap((mesh) =>
    (Object.keys(floors) as (keyof typeof floors)[])
      .filter((setting) => mesh[setting]?.minProtocolVersion !== floor)
      .map(
        (setting) =>
          `Istio accepts TLS below 1.3 ${floors[setting]}: ${setting}.minProtocolVersion is ` +
          `${mesh[setting]?.minProtocolVersion ?? "not set"} in ConfigMap ${meshNamespace}/${mesh.configMap}.`,
      ),
  );
