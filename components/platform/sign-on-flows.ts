import { outside, type Flow } from "./flow";

/** Who may talk to whom so that people sign on, and are let through by their groups. */
export const signOnFlows: readonly Flow[] = [
  {
    number: 30,
    from: "edge",
    to: "identity",
    port: "https",
    reason: "The edge leads to the page where people sign on.",
  },
  {
    number: 31,
    from: "identity",
    to: "directory",
    port: "ldaps",
    reason: "The identity provider asks the directory for passwords and groups.",
  },
  {
    number: 32,
    from: "superset",
    to: "identity",
    port: "https",
    reason: "Superset changes a code for a token, and fetches the keys that sign it.",
  },
  // 9 led from the edge to Dremio; its number is not used again.
  {
    number: 60,
    from: "edge",
    to: "access-proxy",
    port: "https",
    reason: "The edge leads to Dremio's interface by way of what looks at people's groups.",
  },
  {
    number: 61,
    from: "access-proxy",
    to: "dremio",
    port: "ui",
    reason: "Who has signed on and is of a group that may is led to Dremio's interface.",
  },
  {
    number: 62,
    from: "access-proxy",
    to: "identity",
    port: "https",
    reason: "The proxy changes a code for a token, and fetches the keys that sign it.",
  },
  {
    number: 70,
    from: "identity",
    to: "sign-on-egress",
    port: "tls",
    reason:
      "The identity provider asks who knows people outside by way of what leads there, and nowhere else.",
  },
  {
    number: 71,
    from: "sign-on-egress",
    to: outside,
    port: "tls",
    reason: "One address outside knows people: the company's directory, or its identity provider.",
  },
  {
    number: 80,
    from: "object-store",
    to: "identity",
    port: "https",
    reason: "The object store fetches the keys that sign the tokens of people who ask it for credentials.",
  },
];
