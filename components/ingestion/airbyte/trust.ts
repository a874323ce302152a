/** Where the authority's files lie in each of Airbyte's servers. */
export const trustDirectory = "/etc/lakehouse/trust";

/** Mounts the authority's files. @param secret name of the Secret that holds them */
export const trusting = (secret: string) => ({
  extraVolumes: [{ name: "trust", secret: { secretName: secret } }],
  extraVolumeMounts: [{ name: "trust", mountPath: trustDirectory, readOnly: true }],
});

/** The address of a database for Java, with the server's certificate and name checked, which the chart's own leaves out. */
export const verifiedDatabaseUrl = ({ host, port, name }: { host: string; port: number; name: string }) =>
  `jdbc:postgresql://${host}:${port}/${name}?sslmode=verify-full&sslrootcert=${trustDirectory}/ca.crt`;
