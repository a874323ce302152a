import { oauth2ProxyPolicy } from "../lib/oauth2-proxy";

/** Roles whose people may be administrators of what is behind it. */
const allowed = ["admin", "data-engineer"];

/** One method and one path, from its beginning to its end. */
const onePath = /^GET=\^\/[\w/-]+\$$/;

export default oauth2ProxyPolicy({
  name: "oauth2-proxy-asks-for-groups",
  severity: "critical",
  reason:
    "Behind it stands a service that makes everyone an administrator: who passes must be an admin or a data engineer.",
  remedy:
    "Set `allowed_groups` to `admin` and `data-engineer` alone, or to what `groups.json` beside it says are their groups, `skip_auth_routes` to single paths at most, and no `trusted_ips`, `skip_auth_regex` or `skip_jwt_bearer_tokens`.",
  judge(proxy, report) {
    const groups = proxy.list("allowed_groups");
    if (groups.length === 0) report("lets everyone through who has signed on");
    for (const group of groups) {
      const roles = proxy.rolesOf(group);
      if (roles.length === 0 || roles.some((role) => !allowed.includes(role)))
        report(`lets the group ${group} through`);
    }
    for (const name of ["trusted_ips", "skip_auth_regex", "extra_jwt_issuers", "htpasswd_file"])
      if (proxy.list(name).length > 0) report(`${name} leads round the sign-on`);
    for (const name of ["skip_jwt_bearer_tokens", "skip_auth_preflight"])
      if (proxy.is(name)) report(`${name} leads round the sign-on`);
    for (const route of proxy.list("skip_auth_routes"))
      if (!onePath.test(route)) report("skip_auth_routes opens more than single paths");
    if (proxy.is("reverse_proxy") && proxy.list("trusted_proxy_ips").length === 0)
      report("believes everyone about where a request came from");
  },
});
