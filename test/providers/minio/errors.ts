/** Error text for failed calls: what, where, why, how to fix. Never holds request bodies or secrets. */

interface ServiceError {
  name?: string;
  Code?: string;
  code?: string;
  message?: string;
  /** The SDK's copy of the answer. */
  $response?: { headers?: Record<string, string> };
}

const remedies: Record<string, string> = {
  ECONNREFUSED: "nothing listens there: start the object store or correct minioServer",
  ECONNRESET: "the server closed the connection: is this its TLS port?",
  ENOTFOUND: "the host name does not resolve: correct minioServer",
  ETIMEDOUT: "the server does not answer: check the address and the network",
  EPROTO: "the TLS handshake failed: the port must speak TLS 1.3",
  ERR_SSL_WRONG_VERSION_NUMBER: "the port does not speak TLS: use the terminated port",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "the server refuses TLS 1.3",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "the server does not offer TLS 1.3",
  SELF_SIGNED_CERT_IN_CHAIN: "give the authority that signed the certificate in minioCacertFile",
  DEPTH_ZERO_SELF_SIGNED_CERT: "give the authority that signed the certificate in minioCacertFile",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "give the authority that signed the certificate in minioCacertFile",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "give the authority that signed the certificate in minioCacertFile",
  CERT_HAS_EXPIRED: "renew the server's certificate",
  ERR_TLS_CERT_ALTNAME_INVALID: "minioServer must be a name in the server's certificate",
  SignatureDoesNotMatch: "minioPassword is not this user's",
  InvalidAccessKeyId: "the server does not know minioUser",
  AccessDenied: "this user lacks the right; the provider needs the administrator",
  BucketNotEmpty: "empty the bucket or set forceDestroy: true and update before deleting",
  NoSuchBucket: "create the bucket first (let this resource depend on it)",
  XMinioAdminNoSuchUser: "create the user first (let this resource depend on it)",
  XMinioAdminNoSuchGroup: "create the group first (let this resource depend on it)",
  XMinioAdminNoSuchPolicy: "create the policy first (let this resource depend on it)",
  XMinioIAMPolicyInUse: "detach the policy from its users and groups first",
};

/** The code the server or the network layer gave. */
export function errorCode(error: unknown): string {
  const { code, Code, name, $response } = (error ?? {}) as ServiceError;
  // An answer to HEAD has no body; MinIO then gives its code in a header.
  return code ?? Code ?? $response?.headers?.["x-minio-error-code"] ?? name ?? "Error";
}

/** OpenSSL's reason out of its error line, which otherwise names source files. */
function plainReason(message: string): string {
  return (/:error:[^:]*:[^:]*:[^:]*:([^:]+):/.exec(message)?.[1] ?? message).trim();
}

/** One message for one failed operation. */
export function describeFailure(operation: string, server: string, error: unknown): Error {
  const code = errorCode(error);
  const { message, $response } = error as ServiceError;
  const text =
    $response?.headers?.["x-minio-error-desc"]?.replace(/^"|"$/g, "") ??
    plainReason(message ?? "no further detail");
  const remedy = remedies[code];
  return new Error(
    `could not ${operation} on the object store at ${server}: ${text}${code === "Error" ? "" : ` (${code})`}` +
      (remedy === undefined ? "" : `; ${remedy}`),
  );
}
