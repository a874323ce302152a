import { isIn, meshedNamespaces, namespacesOf } from "../lib/namespace";
import { namespaceType, podOf, podTypes, type Spec } from "../lib/pod";
import { configsOf } from "../lib/haproxy";
import { stackPolicy, type StackSubject } from "../lib/policy";
import { processesOf } from "../lib/process";

const authenticationTypes = ["v1", "v1beta1"].map(
  (version) => `kubernetes:security.istio.io/${version}:PeerAuthentication`,
);
const pods: readonly string[] = podTypes;

const isStrict = (spec: Spec) => spec["mtls"]?.["mode"] === "STRICT";

/**
 * The one port that may stay out: people come to it from outside the mesh, by a gateway that puts their address in front, and
 * the process itself ends their TLS. Whether it takes 1.3 alone is judged with every HAProxy.
 */
const entrance = "traffic.sidecar.istio.io/excludeInboundPorts";

function isEntrance(subject: StackSubject, key: string, port: string): boolean {
  if (key !== entrance || !/^\d+$/.test(port)) return false;
  const containers = processesOf(subject, () => undefined).map(({ container }) => container);
  return containers.some((container) =>
    configsOf(container, () => undefined)
      .flatMap(({ listeners }) => listeners)
      .some(
        ({ address, params }) =>
          address.endsWith(`:${port}`) && params.includes("ssl") && params.includes("accept-proxy"),
      ),
  );
}

/** What takes a pod or some of its ports out of the mesh, by label or annotation. */
const waysAround = /^(sidecar\.istio\.io\/inject$|traffic\.sidecar\.istio\.io\/(ex|in)clude)/;

export default stackPolicy({
  name: "mesh-requires-mutual-tls",
  severity: "critical",
  types: [namespaceType, ...authenticationTypes, ...podTypes],
  reason: "Istio takes plain connections beside those with a certificate unless it is told not to.",
  remedy:
    "Give each namespace of the mesh a PeerAuthentication without selector, mode STRICT and no portLevelMtls, leave no pod out, and label it istio-injection: enabled.",
  judge(resources, report) {
    const all = resources.filter(({ type }) => authenticationTypes.includes(type));
    for (const authentication of all) {
      const spec: Spec = authentication.props["spec"] ?? {};
      if (!isStrict(spec)) report("takes connections without mutual TLS", authentication);
      if (Object.keys(spec["portLevelMtls"] ?? {}).length > 0) report("excepts ports", authentication);
    }
    for (const place of meshedNamespaces(resources)) {
      const own = all.filter((each) => isIn(each, place) && each.props["spec"]?.["selector"] === undefined);
      if (own.length === 0) report("has no PeerAuthentication for all its pods", place.resource);
    }
    const meshed = meshedNamespaces(resources).map(({ name }) => name);
    for (const place of namespacesOf(resources).filter(({ name }) => !meshed.includes(name)))
      if (all.some((each) => isIn(each, place)))
        report("is told to speak mutual TLS, and its pods get no proxy that would", place.resource);
    for (const subject of resources.filter(({ type }) => pods.includes(type))) {
      const { labels, annotations } = podOf(subject);
      for (const [key, value] of [...Object.entries(labels), ...Object.entries(annotations)])
        if (waysAround.test(key) && !isEntrance(subject, key, String(value)))
          report(`leads around the mesh by ${key}`, subject);
    }
  },
});
