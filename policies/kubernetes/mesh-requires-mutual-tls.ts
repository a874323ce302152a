import { isIn, meshedNamespaces, namespacesOf } from "../lib/namespace";
import { namespaceType, podOf, podTypes, type Spec } from "../lib/pod";
import { list } from "../lib/values";
import { stackPolicy, type StackSubject } from "../lib/policy";

const authenticationTypes = ["v1", "v1beta1"].map(
  (version) => `kubernetes:security.istio.io/${version}:PeerAuthentication`,
);
const pods: readonly string[] = podTypes;

const isStrict = (spec: Spec) => spec["mtls"]?.["mode"] === "STRICT";

/** What leads to a service, and how. */
const destinationType = "kubernetes:networking.istio.io/v1:DestinationRule";
const routeType = "kubernetes:networking.istio.io/v1:VirtualService";

/**
 * The one port that may stay out: people's TLS goes to it as it is, by a gateway that puts their address in front, which no
 * mutual TLS can be around. Whether its process takes TLS 1.3 alone is judged with every HAProxy.
 */
const entrance = "traffic.sidecar.istio.io/excludeInboundPorts";

function isEntrance(
  { labels, annotations }: ReturnType<typeof podOf>,
  key: string,
  resources: readonly StackSubject[],
): boolean {
  if (key !== entrance) return false;
  const port = annotations[key];
  const isThere = (host: unknown) => String(host).startsWith(`${labels["lakehouse.io/workload"]}.`);
  const specsOf = (type: string): Spec[] =>
    resources.filter((each) => each.type === type).map(({ props }) => props["spec"] ?? {});
  const leadsThere = specsOf(routeType)
    .flatMap(({ tls }) => list<Spec>(tls as Spec[]))
    .flatMap(({ route }) => list<Spec>(route as Spec[]))
    .some(({ destination: to }) => isThere(to?.["host"]) && String(to?.["port"]?.number) === port);
  const announces = specsOf(destinationType).some(
    ({ host, trafficPolicy }) => isThere(host) && trafficPolicy?.["proxyProtocol"] !== undefined,
  );
  return leadsThere && announces;
}

/** What takes a pod or some of its ports out of the mesh, by label or annotation. */
const waysAround = /^(sidecar\.istio\.io\/inject$|traffic\.sidecar\.istio\.io\/(ex|in)clude)/;

export default stackPolicy({
  name: "mesh-requires-mutual-tls",
  severity: "critical",
  types: [namespaceType, ...authenticationTypes, destinationType, routeType, ...podTypes],
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
      const pod = podOf(subject);
      for (const key of [...Object.keys(pod.labels), ...Object.keys(pod.annotations)])
        if (waysAround.test(key) && !isEntrance(pod, key, resources))
          report(`leads around the mesh by ${key}`, subject);
    }
  },
});
