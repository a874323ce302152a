import { configMapType, type Spec } from "../lib/pod";
import { stackPolicy, type StackSubject } from "../lib/policy";
import { clusterType } from "../lib/postgresql-cluster";
import { known } from "../lib/values";

/** What is set for every role, each once and in these words. */
const wanted = [
  "ALTER ROLE ALL SET default_table_access_method = 'tde_heap';",
  "ALTER ROLE ALL SET pg_tde.enforce_encryption = on;",
];
const settings = /default_table_access_method|pg_tde\.enforce_encryption/;

const nameOf = ({ props }: StackSubject) => known(() => props["metadata"]?.["name"] as string | undefined);

export default stackPolicy({
  name: "postgresql-clusters-make-encrypted-tables",
  severity: "critical",
  types: [clusterType, configMapType],
  reason:
    "Only tables that ask for it are encrypted by pg_tde: without a default, those that nobody thought of lie in plain.",
  remedy: "Leave `databaseInitSQL` to components/storage/relational-store/cluster/encryption.sql.",
  judge(resources, report) {
    const maps = resources.filter(({ type }) => type === configMapType);
    for (const cluster of resources.filter(({ type }) => type === clusterType)) {
      const initial = (cluster.props["spec"]?.["databaseInitSQL"] ?? {}) as Spec;
      const name = known(() => initial["name"] as string | undefined);
      const key = String(initial["key"] ?? "");
      // A preview may not know the name yet: then the key tells.
      const found = maps.find(
        (map) => map.props["data"]?.[key] !== undefined && (name === undefined || nameOf(map) === name),
      );
      const lines = String(found?.props["data"]?.[key] ?? "").split("\n");
      for (const line of wanted)
        if (lines.filter((each) => each === line).length !== 1) report(`is not told once: ${line}`, cluster);
      const others = lines.filter(
        (each) => settings.test(each) && !each.startsWith("--") && !wanted.includes(each),
      );
      if (others.length > 0) report("is told something else about encrypted tables, too", cluster);
    }
  },
});
