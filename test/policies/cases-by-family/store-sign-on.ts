import { asSecret, unknownText } from "../../../policies/evaluate";
import { inputs, set, type Change, type PolicyCases } from "../cases";

const settings = {
  MINIO_CONFIG_ENV_FILE: "/etc/store/sign-on.env",
  MINIO_IDENTITY_OPENID_CLAIM_NAME: "groups",
  MINIO_IDENTITY_OPENID_CLIENT_ID: "object-store",
  MINIO_IDENTITY_OPENID_CONFIG_URL: "http://127.0.0.1:5556/dex/.well-known/openid-configuration",
  MINIO_STS_DURATION: "60m",
};

/** The store as one that takes tokens, with other settings; undefined takes one away. */
const store =
  (
    changes: Record<string, string | undefined> = {},
    file = "/etc/store/sign-on.env",
    content = "MINIO_IDENTITY_OPENID_CLIENT_SECRET=x",
    permissions = "0400",
  ): Change =>
  (graph) =>
    inputs("object-store", (given) => {
      for (const [name, value] of Object.entries({ ...settings, ...changes }))
        if (value !== undefined) given["envs"].push(`${name}=${value}`);
      given["uploads"].push({ file, content: asSecret(content), permissions });
    })(graph);

/** What the object store gives people for tokens; part of the identity family. */
export const storeSignOn: Record<string, PolicyCases> = {
  "object-store-takes-few-tokens": {
    fail: {
      "a directory of its own": store({ MINIO_IDENTITY_LDAP_SERVER_ADDR: "directory:389" }),
      certificates: store({ MINIO_IDENTITY_TLS_ENABLE: "on" }),
      "no client": store({ MINIO_IDENTITY_OPENID_CLIENT_ID: undefined }),
      "no groups": store({ MINIO_IDENTITY_OPENID_CLAIM_NAME: undefined }),
      "a role for all": store({ MINIO_IDENTITY_OPENID_ROLE_POLICY: "lakehouse-admin" }),
      "a role for all of a second provider": store({ MINIO_IDENTITY_OPENID_ROLE_POLICY_OTHER: "analyst" }),
      "no secret": store({ MINIO_CONFIG_ENV_FILE: undefined }),
      "a secret elsewhere": store({}, "/etc/store/other.env"),
      "an empty secret": store({}, undefined, "MINIO_IDENTITY_OPENID_CLIENT_SECRET="),
      "a secret that others read": store({}, undefined, undefined, "0440"),
      "as long as is asked for": store({ MINIO_STS_DURATION: undefined }),
      "a day": store({ MINIO_STS_DURATION: "24h" }),
      "no duration": store({ MINIO_STS_DURATION: "soon" }),
    },
    pass: {
      "one client, groups, an hour": store(),
      "a secret that nobody knows yet": store({}, undefined, unknownText),
      "a quarter of an hour": store({ MINIO_STS_DURATION: "900s" }),
      "no tokens at all": set("sandbox", {}),
    },
  },
};
