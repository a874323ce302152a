import { describe, expect, it } from "vitest";
import { keyOf, topDirectories } from "../../../components/platform/kubernetes/files";

describe("files of a pod", () => {
  it("are mounted by their topmost directories, each once", () => {
    expect(
      topDirectories(["/etc/a/x", "/etc/a/certs/CAs/ca.crt", "/etc/a/y", "/etc/ab/z", "/opt/b/c/d"]),
    ).toEqual(["/etc/a", "/etc/ab", "/opt/b/c"]);
    expect(topDirectories([])).toEqual([]);
  });

  it("have keys that Kubernetes takes, told apart by their whole path", () => {
    expect(keyOf("/etc/lakehouse/object-store/certificates/CAs/ca.crt")).toBe(
      "etc_lakehouse_object-store_certificates_CAs_ca.crt",
    );
    expect(keyOf("/etc/a/x")).not.toBe(keyOf("/etc/b/x"));
  });
});
