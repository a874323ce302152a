/** Where all of Superset's files lie in its containers. */
export const configuration = "/etc/lakehouse/superset";
