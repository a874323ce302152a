import { containerPolicy } from "../lib/container";

/** Source: Docker manual, `docker run --group-add`. */
export default containerPolicy({
  name: "containers-have-no-further-groups",
  severity: "high",
  reason:
    "A further group, such as `disk` or root's own, opens files and devices that the container's user may not.",
  remedy: "Remove `groupAdds`; give the files to the container's own user and group.",
  judge(container, report) {
    if (container.addedGroups.length > 0) report(`is in the group ${container.addedGroups.join(", ")} too`);
  },
});
