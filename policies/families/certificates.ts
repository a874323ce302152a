import certificatesHaveBoundedValidity from "../certificates/certificates-have-bounded-validity";
import certificatesNameTheirHosts from "../certificates/certificates-name-their-hosts";
import certificatesRenewEarly from "../certificates/certificates-renew-early";
import onlyAuthoritiesSign from "../certificates/only-authorities-sign";
import privateKeysAreStrong from "../certificates/private-keys-are-strong";
import type { Policy } from "../lib/policy";

export const certificates: readonly Policy[] = [
  certificatesHaveBoundedValidity,
  certificatesNameTheirHosts,
  certificatesRenewEarly,
  onlyAuthoritiesSign,
  privateKeysAreStrong,
];
